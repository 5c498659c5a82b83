/** Colours as files need them: `#rrggbb`, whatever a style sheet calls them. */

const known = new Map<string, string>();
let pen: CanvasRenderingContext2D | null | undefined;

/** A CSS colour as every reader of SVG knows it; what is no colour (`none`) stays as it is. */
export function plainColor(color: string): string {
  const found = known.get(color);
  if (found !== undefined) return found;
  if (pen === undefined) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    pen = canvas.getContext('2d', { willReadFrequently: true });
  }
  if (pen === null || !CSS.supports('color', color)) return color;
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = pen.getImageData(0, 0, 1, 1).data;
  const hex = `#${[red, green, blue].map((each) => each.toString(16).padStart(2, '0')).join('')}`;
  const plain = alpha === 255 ? hex : `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`;
  known.set(color, plain);
  return plain;
}
