import type { Database } from '../src/db/connect.ts';
import { sentTemplate } from '../src/db/mail-templates.ts';
import { localeOf, sentence } from '../src/i18n/index.ts';
import { writeMail } from '../src/render/mail-template.ts';

/**
 * A mail in the reader's language: in the words of the company where it has published some, else in those that come with the product.
 * A text that cannot be written holds no mail up.
 */
export async function mailText(
  db: Database,
  template: string,
  locale: string,
  params: Record<string, string | number>,
): Promise<{ subject: string; body: string }> {
  const own = await sentTemplate(db, template, localeOf(locale));
  if (own)
    try {
      return writeMail(template, own, params);
    } catch {
      // Checked when it was written; what an older version let pass may not pass any more.
    }
  return {
    subject: sentence(locale, 'mail', `${template}.subject`, params),
    body: sentence(locale, 'mail', `${template}.body`, params),
  };
}
