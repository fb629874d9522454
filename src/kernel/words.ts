/** A text in both languages of the product. Chinese is the first language; neither may be empty. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

export type Language = 'zh' | 'en';

export const words = (zh: string, en: string): Words => ({ zh, en });
