import type { Locale } from '../i18n/index.ts';

/**
 * What is written for people, before it has a form: html.ts and pdf.ts show the same document. All texts are in the reader's
 * language already and are plain: neither markup nor a template is read from them.
 */
export interface PrintedDocument {
  locale: Locale;
  title: string;
  /** one line under the title */
  subtitle?: string;
  blocks: Block[];
  /** at the foot of every page */
  foot?: string;
}

export type Block =
  | { kind: 'heading'; text: string; level?: 2 | 3 }
  | { kind: 'text'; text: string; tone?: 'plain' | 'muted' | 'warning' }
  /** names with their values */
  | { kind: 'facts'; rows: { name: string; value: string }[] }
  | { kind: 'table'; columns: { title: string; align?: 'left' | 'right' }[]; rows: string[][] }
  | { kind: 'list'; items: string[] }
  /** each leads somewhere: an absolute address */
  | { kind: 'links'; items: { text: string; href: string }[] };
