import { Refusal } from '../contract/failures.ts';
import { type Locale, RESOURCES } from '../i18n/index.ts';
import { type LetterText, parsed, rendered, variablesOf } from './letter.ts';

/** Mails to people that the company may put into its own words; what comes with the product is in src/i18n. */

/** What every mail about a case can speak of, beside what its own template names. */
const OF_A_CASE = ['name', 'giver', 'label', 'reason', 'kind', 'due', 'effectiveAt', 'link'];
/** A link that no filter leaves as it is. */
const LINK = 'https://letters.example/l/aB';
const PARTS = ['subject', 'body'] as const;

const mails: Record<Locale, Record<string, string>> = { en: RESOURCES.en.mail, 'zh-CN': RESOURCES['zh-CN'].mail };

/** Keys of the mails. */
export const MAIL_KEYS: readonly string[] = Object.keys(mails.en)
  .filter((code) => code.endsWith('.subject'))
  .map((code) => code.slice(0, -'.subject'.length))
  // The head of the audit log is evidence: its mail says what it says.
  .filter((key) => mails.en[`${key}.body`] !== undefined && key !== 'auditHead');

/** A mail as it comes with the product. */
export function builtInMail(key: string, locale: Locale): LetterText {
  return { subject: mails[locale][`${key}.subject`] ?? '', body: mails[locale][`${key}.body`] ?? '' };
}

/** Names that a mail can speak of. */
export function variablesOfMail(key: string): string[] {
  const texts = (['en', 'zh-CN'] as const).flatMap((locale) => Object.values(builtInMail(key, locale)));
  const own = texts.flatMap((text) => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].flatMap(([, name]) => name ?? []));
  return [...new Set([...own, ...(own.includes('label') ? OF_A_CASE : [])])].toSorted();
}

/**
 * Checks what somebody wrote, before it is kept.
 * @throws Refusal templateInvalid with part, line and reason; templateVariable: a name that this mail does not know;
 *   templateWithoutLink: the way to answer is not in it
 */
export function checkMail(key: string, text: LetterText): void {
  const names = variablesOfMail(key);
  for (const part of PARTS) {
    const templates = parsed(text[part], part);
    for (const { name, line } of variablesOf(templates))
      if (!names.includes(name)) throw new Refusal('templateVariable', { part, name, line }, `/${part}`);
    for (const known of ['x', '']) {
      const mail = rendered(templates, { ...Object.fromEntries(names.map((name) => [name, known])), link: LINK }, part);
      if (part === 'body' && builtInMail(key, 'en').body.includes('{{link}}') && !mail.includes(LINK))
        throw new Refusal('templateWithoutLink', {}, '/body');
    }
  }
}

/** A mail with its values; what is not known is ''. The subject is one line. @throws Refusal templateInvalid */
export function writeMail(key: string, text: LetterText, values: Record<string, string | number>): LetterText {
  const known = { ...Object.fromEntries(variablesOfMail(key).map((name) => [name, ''])), ...values };
  const [subject, body] = PARTS.map((part) => rendered(parsed(text[part], part), known, part));
  return {
    subject: (subject ?? '').replaceAll(/\s+/g, ' ').trim(),
    body: (body ?? '').replaceAll('\r\n', '\n').trim(),
  };
}
