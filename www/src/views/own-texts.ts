/** The texts of one sheet, fetched with it: English is part of it, another language comes when it is read. */
import type { LitElement, PropertyValues } from 'lit';

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

  /** Whether a language was made ready last, or could not be. */
  isReadyFor(language: Language): boolean {
    return language === this.#asked;
  }

  /** In the language that is spoken. */
  get say(): Say<English> {
    return this.#say;
  }
}

// A mixin takes what its base takes, whatever that is.
type Base = abstract new (...values: any[]) => LitElement;

/** A view that is read in texts of its own. It shows itself when it has them, first and in every language. */
export function readIn<B extends Base>(texts: Pick<OwnTexts<never>, 'speak' | 'isReadyFor'>, base: B) {
  abstract class Read extends base {
    declare language: Language;

    protected override async scheduleUpdate(): Promise<void> {
      await texts.speak(this.language);
      super.scheduleUpdate();
    }

    /** A view made before its class was there gets its language only as it first updates: it does so once more. */
    protected override shouldUpdate(changed: PropertyValues): boolean {
      if (texts.isReadyFor(this.language)) return super.shouldUpdate(changed);
      void texts.speak(this.language).then(() => {
        this.requestUpdate();
        for (const [name, before] of changed) this.requestUpdate(name, before);
      });
      return false;
    }
  }
  return Read;
}
