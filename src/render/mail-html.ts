import type { Block, PrintedDocument } from './document.ts';
import { renderHtml } from './html.ts';
import { renderText } from './text.ts';

/**
 * The HTML part of a mail.
 * @param words the text part, with `figures` as text somewhere in it; without them there are only words
 * @param links to open
 * @param foot after a line
 */
export function mailHtml({
  locale,
  title,
  words,
  figures,
  links,
  foot,
}: Pick<PrintedDocument, 'locale' | 'title'> & {
  words: string;
  figures: Block[];
  links: string[];
  foot: string;
}): Promise<string> {
  const [before = '', ...after] = words.split(renderText(figures));
  const said = (text: string): Block[] => (text.trim() === '' ? [] : [{ kind: 'text', text: text.trim() }]);
  const opened: Block = { kind: 'links', items: links.map((href) => ({ href, text: href })) };
  const shown = after.length === 0 ? [] : figures;
  return renderHtml({ locale, title, foot, blocks: [...said(before), ...shown, ...said(after.join('')), opened] });
}
