import { expect, test } from 'vitest';

import { frameCode, markdownCode, tagCode, type Embedding } from '../src/embed-codes.ts';

const FIGURE: Embedding = {
  page: 'https://a.edu/lab/',
  attributes: [
    ['scenario', 'figure-8'],
    ['view', 'ring spacetime'],
    ['at', '1200'],
  ],
  title: 'Figure 8: [old] "entries" & <more>',
  address: 'https://a.edu/lab/?scenario=figure-8&lang=en&at=1200',
  height: 600,
};

test('the tag is a script and an element that leads to the page where scripts are off', () => {
  expect(tagCode(FIGURE)).toBe(`<script type="module" src="https://a.edu/lab/embed/kvraft-lab.js"></script>
<kvraft-lab scenario="figure-8" view="ring spacetime" at="1200">
<a href="https://a.edu/lab/?scenario=figure-8&amp;lang=en&amp;at=1200">Figure 8: [old] &quot;entries&quot; &amp; &lt;more&gt;</a>
</kvraft-lab>`);
});

test('nothing that a scenario is called becomes markup', () => {
  const code = tagCode({ ...FIGURE, attributes: [['scenario', '"><img src=x>']], title: '</kvraft-lab><script>' });
  expect(code).not.toContain('<img');
  expect(code.match(/<script/g)).toHaveLength(1);
});

test('a frame has the attributes in its query, and a link behind it', () => {
  expect(frameCode(FIGURE)).toContain(
    'src="https://a.edu/lab/embed.html?scenario=figure-8&amp;view=ring+spacetime&amp;at=1200" title="Figure 8: [old] &quot;',
  );
  const linked = { ...FIGURE, attributes: [['scenario', '#r=AbC'], ['at', '5']] as const };
  expect(frameCode(linked)).toContain('src="https://a.edu/lab/embed.html?at=5#r=AbC"');
  expect(frameCode({ ...linked, attributes: [['scenario', '#r=AbC']] })).toContain('embed.html#r=AbC"');
  expect(frameCode({ ...FIGURE, attributes: [] })).toContain('src="https://a.edu/lab/embed.html"');
});

test('Markdown is a link whose text is text', () => {
  expect(markdownCode(FIGURE)).toBe(
    '[Figure 8: \\[old\\] "entries" & <more>](<https://a.edu/lab/?scenario=figure-8&lang=en&at=1200>)',
  );
});
