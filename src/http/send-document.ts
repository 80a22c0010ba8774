import type { PrintedDocument } from '../render/document.ts';
import { renderHtml } from '../render/html.ts';
import { renderPdf } from '../render/pdf.ts';
import type { Call } from './route.ts';

export type PageForm = 'text/html' | 'application/pdf';

/** Which page the caller wants instead of JSON; null: JSON. */
export function pageWanted({ req }: Pick<Call<unknown>, 'req'>): PageForm | null {
  const form = req.accepts(['application/json', 'text/html', 'application/pdf']);
  return form === 'text/html' || form === 'application/pdf' ? form : null;
}

/** Sends a document as a page or as PDF. It is about people and customers: nothing between here and the reader keeps it. */
export async function sendDocument(
  { res }: Pick<Call<unknown>, 'res'>,
  document: PrintedDocument,
  form: PageForm,
  fileName: string,
): Promise<void> {
  res.set({
    'Cache-Control': 'no-store',
    'Content-Language': document.locale,
    'Content-Type': `${form}${form === 'text/html' ? '; charset=utf-8' : ''}`,
  });
  if (form === 'application/pdf')
    res.set('Content-Disposition', `inline; filename="${fileName.replaceAll(/[^\w-]/g, '')}.pdf"`);
  res.send(form === 'text/html' ? await renderHtml(document) : await renderPdf(document));
}
