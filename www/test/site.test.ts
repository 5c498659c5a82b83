import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { filesBelow, writeMaps, writeWorker } from '../scripts/offline.mjs';
import { fingerprint, layOut } from '../scripts/site.mjs';

let folder = '';
let dist = '';
let out = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvraft-site-'));
  [dist, out] = [join(folder, 'dist'), join(folder, 'site')];
  build('one');
});

afterEach(() => rmSync(folder, { recursive: true }));

function build(content: string): void {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(join(dist, 'assets'), { recursive: true });
  writeFileSync(join(dist, 'index.html'), content);
  writeFileSync(join(dist, 'assets', `${content}.js`), content);
}

const read = (path: string): string => readFileSync(join(out, path), 'utf8');

describe('the site', () => {
  it('has the newest build at the top and below latest', () => {
    layOut({ dist, out });
    build('two');
    layOut({ dist, out });
    expect([read('index.html'), read('latest/index.html')]).toEqual(['two', 'two']);
    expect(filesBelow(out)).not.toContain('assets/one.js');
    expect(read('versions.json')).toBe('{}\n');
  });

  it('keeps every release as it was, for ever', () => {
    layOut({ dist, out, release: '0.1.0' });
    const mark = fingerprint(join(out, 'v0.1.0'));
    build('two');
    layOut({ dist, out, release: '0.10.0' });
    build('three');
    layOut({ dist, out, release: '0.2.0' });
    layOut({ dist, out });
    expect(fingerprint(join(out, 'v0.1.0'))).toBe(mark);
    expect([read('v0.1.0/index.html'), read('v0.10.0/index.html'), read('index.html')]).toEqual(['one', 'two', 'three']);
    expect(Object.keys(JSON.parse(read('versions.json')) as object)).toEqual(['v0.1.0', 'v0.2.0', 'v0.10.0']);
  });

  it('publishes the same release twice, and never another under its number', () => {
    layOut({ dist, out, release: '0.1.0' });
    layOut({ dist, out, release: '0.1.0' });
    build('two');
    expect(() => layOut({ dist, out, release: '0.1.0' })).toThrow('v0.1.0 is published already');
    expect(read('index.html')).toBe('one');
    expect(() => layOut({ dist, out, release: 'soon' })).toThrow('no version');
  });

  it('notices a release that was changed, lost, or smuggled in', () => {
    layOut({ dist, out, release: '0.1.0' });
    const before = join(folder, 'before');
    cpSync(out, before, { recursive: true });
    writeFileSync(join(out, 'v0.1.0', 'index.html'), 'mended');
    expect(() => layOut({ dist, out })).toThrow('v0.1.0 is not what was published');
    rmSync(join(out, 'v0.1.0'), { recursive: true });
    expect(() => layOut({ dist, out })).toThrow('and not there');
    cpSync(before, out, { recursive: true });
    mkdirSync(join(out, 'v9.9.9'));
    expect(() => layOut({ dist, out })).toThrow('v9.9.9 is there, and not listed');
  });

  it('keeps what belongs to the host', () => {
    mkdirSync(join(out, '.git'), { recursive: true });
    writeFileSync(join(out, 'CNAME'), 'raft.example.edu');
    layOut({ dist, out });
    expect(existsSync(join(out, '.git'))).toBe(true);
    expect(read('CNAME')).toBe('raft.example.edu');
    expect(readdirSync(out)).toContain('.nojekyll');
  });
});

describe("the worker's list", () => {
  const listOf = (): { readonly version: string; readonly files: Readonly<Record<string, string>> } =>
    runInNewContext(`${readFileSync(join(dist, 'sw.js'), 'utf8').split('// What keeps')[0] ?? ''};({ version: VERSION, files: FILES })`) as never;

  it('names what the page needs, and changes its version with any of it', () => {
    writeFileSync(join(dist, 'og.png'), 'picture');
    mkdirSync(join(dist, 'docs'));
    writeFileSync(join(dist, 'docs', 'index.html'), 'guide');
    writeWorker(dist);
    const first = listOf();
    expect(Object.keys(first.files)).toEqual(['assets/one.js', 'index.html']);
    writeWorker(dist);
    expect(listOf()).toEqual(first);
    writeFileSync(join(dist, 'docs', 'index.html'), 'another guide');
    writeWorker(dist);
    expect(listOf().version).toBe(first.version);
    writeFileSync(join(dist, 'index.html'), 'two');
    writeWorker(dist);
    expect(listOf().version).not.toBe(first.version);
  });

  it('stands beside a map of the pages and the guides', () => {
    mkdirSync(join(dist, 'docs', 'en'), { recursive: true });
    writeFileSync(join(dist, 'docs', 'en', 'teachers.html'), 'guide');
    writeMaps(dist);
    const map = readFileSync(join(dist, 'sitemap.xml'), 'utf8');
    expect(map.match(/<loc>[^<]*/g)?.map((each) => each.replace(/.*\/kvraft-lab\//, ''))).toEqual(['docs/en/teachers.html', '']);
    expect(readFileSync(join(dist, 'robots.txt'), 'utf8')).toContain('Sitemap: https://');
    expect(readFileSync(join(dist, '404.html'), 'utf8')).not.toContain('%');
  });
});
