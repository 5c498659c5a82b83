/** The texts of one sheet, fetched with it: English is part of it, another language comes when it is read. */
import { catalog, type Language } from '../i18n.ts';
import type { Say, Texts } from '../i18n/message.ts';

type Fetched<English> = Promise<Texts<keyof English & string>>;

export class OwnTexts<English extends Texts> {
  readonly #english: Say<English>;
  readonly #fetch: () => Fetched<English>;
  #say: Say<English>;
  #spoken: Language = 'en';
  /** What was last asked for, whether it could be had or not. */
  #asked: Language = 'en';

  constructor(english: English, fetchChinese: () => Fetched<English>) {
    this.#english = catalog<English>('en', english).say;
    this.#say = this.#english;
    this.#fetch = fetchChinese;
  }

  /** Makes a language ready; it stays as it is when its texts cannot be fetched. */
  async speak(language: Language): Promise<void> {
    if (language !== this.#spoken) {
      try {
        this.#say = language === 'en' ? this.#english : catalog<English>(language, await this.#fetch()).say;
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

  /** In the language that is spoken. */
  get say(): Say<English> {
    return this.#say;
  }
}
