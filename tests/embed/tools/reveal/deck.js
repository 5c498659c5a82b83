import Reveal from './reveal/reveal.mjs';

const deck = new Reveal(document.querySelector('.reveal'), { hash: true, transition: 'none' });
await deck.initialize();
document.documentElement.dataset.deck = 'ready';
