/** The texts of one sheet, fetched with it: English is part of it, another language comes when it is read. */
import { fill, type Language, type Params } from '../i18n.ts';

export class OwnTexts<Key extends string> {
  readonly #english: Readonly<Record<Key, string>>;
  readonly #fetch: () => Promise<Readonly<Record<Key, string>>>;
  #texts: Readonly<Record<Key, string>>;
  #spoken: Language = 'en';
  /** What was last asked for, whether it could be had or not. */
  #asked: Language = 'en';

  constructor(
    english: Readonly<Record<Key, string>>,
    fetchChinese: () => Promise<Readonly<Record<Key, string>>>,
  ) {
    this.#english = english;
    this.#texts = english;
    this.#fetch = fetchChinese;
  }

  /** Makes a language ready; it stays as it is when its texts cannot be fetched. */
  async speak(language: Language): Promise<void> {
    if (language !== this.#spoken) {
      try {
        this.#texts = language === 'en' ? this.#english : await this.#fetch();
        this.#spoken = language;
      } catch {
        // A sheet in the wrong language is better than none.
      }
    }
    this.#asked = language;
  }

  /**
   * Whether a view may show itself. One made before its class was there gets its language only as it first
   * updates, after this had been asked for: it waits for its texts, and updates once more.
   */
  isReadyFor(view: { readonly language: Language; requestUpdate(): void }): boolean {
    if (view.language === this.#asked) return true;
    void this.speak(view.language).then(() => view.requestUpdate());
    return false;
  }

  say(key: Key, params?: Params): string {
    return fill(this.#texts[key], params);
  }
}
