/** Signs of the space-time diagram, drawn around a point; the page's own shapes, at its size. */

/** A five-pointed star of radius 6. */
export const STAR = 'M0 -6L1.6 -2L5.9 -1.9L2.5 0.8L3.7 5L0 2.5L-3.7 5L-2.5 0.8L-5.9 -1.9L-1.6 -2Z';
export const CROSS = 'M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5';
export const SMALL_CROSS = 'M-3 -3L3 3M3 -3L-3 3';
export const CIRCLE = 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0';
export const BIG_CIRCLE = 'M-7.5 0a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0 -15 0';
export const BARS = 'M-2.5 -5V5M2.5 -5V5';
export const PLAY = 'M-3 -5L5 0L-3 5Z';
export const DIAMOND = 'M0 -6.5L6.5 0L0 6.5L-6.5 0Z';
export const SQUARE = 'M-6 -5.5h12v11h-12Z';
export const SMALL_SQUARE = 'M-3 -3h6v6h-6Z';
export const DOWNWARD = 'M-4.5 -3.5h9L0 4.5Z';
export const SHEET = 'M-6 -5h12v10h-12ZM-6 -1.7h12M-6 1.7h12';
