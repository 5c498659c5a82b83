// Space and the arrows go on, unless somebody has used them.
const slides = [...document.querySelectorAll('section')];
addEventListener('keydown', (event) => {
  if (event.defaultPrevented) return;
  const way = { ' ': 1, ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0;
  const at = slides.findIndex((slide) => slide.className === 'present');
  const next = Math.max(0, Math.min(slides.length - 1, at + way));
  if (way === 0 || next === at) return;
  slides.forEach((slide, i) => {
    slide.className = i === next ? 'present' : '';
    slide.toggleAttribute('hidden', i !== next);
    if (i === next) slide.removeAttribute('aria-hidden');
    else slide.setAttribute('aria-hidden', 'true');
  });
});
