/** A widget by the anywidget convention. */
declare const widget: { render(context: { model: unknown; el: HTMLElement }): () => void };
export default widget;
