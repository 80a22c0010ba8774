import { Liquid, LiquidError, type Template } from 'liquidjs';
import { Refusal } from '../contract/failures.ts';
import { plural } from '../i18n/plural.ts';

/**
 * Letters that operators write: liquidjs without all that reaches beyond the letter. A template can choose between passages and print
 * the values below; it can't loop, keep values, read files or take other templates in, so that it ends as fast as it is long.
 */

/** What a letter can speak of. A value that is not known is '' and can be asked for with `if`. */
export interface LetterValues {
  customer: { name: string };
  contact: { name: string };
  giver: { name: string };
  receiver: { name: string; title: string; email: string; phone: string };
  meeting: { startsAt: string; endsAt: string; location: string; url: string };
  /** day until which an objection is waited for */
  answerBy: string;
  /** the page on which the customer answers; '' on the phone */
  link: string;
}

export interface LetterText {
  subject: string;
  body: string;
}

export const LETTER_LIMITS = { subject: 300, body: 20_000 } as const;

const TAGS = ['if', 'unless', 'case', 'comment', 'raw', '#'];
const FILTERS = ['default', 'upcase', 'downcase', 'capitalize', 'strip', 'append', 'prepend', 'truncate', 'escape'];

const engine = new Liquid({
  strictVariables: true,
  // What is not known is '': `if` passes over it.
  jsTruthy: true,
  strictFilters: true,
  lenientIf: false,
  ownPropertyOnly: true,
  parseLimit: 50_000,
  // No limit of time: without loops there is nothing that lasts, and a clock would fail letters on a machine that stands still for a moment.
  memoryLimit: 1_000_000,
  // There is no file to read, whatever a template says.
  templates: {},
});
for (const name of Object.keys(engine.tags)) if (!TAGS.includes(name)) delete engine.tags[name];
for (const name of Object.keys(engine.filters)) if (!FILTERS.includes(name)) delete engine.filters[name];
engine.registerFilter('plural', plural);

/** A link that no filter leaves as it is. */
const LINK = 'https://letters.example/l/aB';
/** A letter of which everything is known, and one of which nothing is that can be missing. */
const SAMPLES = ['x', ''].map((known): LetterValues => ({
  customer: { name: 'x' },
  contact: { name: known },
  giver: { name: 'x' },
  receiver: { name: 'x', title: known, email: 'x', phone: known },
  meeting: { startsAt: known, endsAt: known, location: known, url: known },
  answerBy: known,
  link: LINK,
}));
const NAMES = new Set(
  Object.entries(SAMPLES[0] ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' ? [name] : Object.keys(value).map((inner) => `${name}.${inner}`),
  ),
);

/**
 * Checks what an operator wrote, before it is kept.
 * @param needsLink whether the customer must find the way to answer in it, whatever is known of them
 * @throws Refusal templateInvalid with part, line and reason; templateVariable: a name that letters do not know; templateWithoutLink
 */
export function checkLetter(text: LetterText, { needsLink }: { needsLink: boolean }): void {
  for (const part of ['subject', 'body'] as const) {
    const templates = parsed(text[part], part);
    for (const { name, line } of variablesOf(templates))
      if (!NAMES.has(name)) throw new Refusal('templateVariable', { part, name, line }, `/${part}`);
    const letters = SAMPLES.map((values) => rendered(templates, values, part));
    if (part === 'body' && needsLink && !letters.every((letter) => letter.includes(LINK)))
      throw new Refusal('templateWithoutLink', {}, '/body');
  }
}

/**
 * A letter with its values. The subject is one line whatever the values are.
 * @throws Refusal templateInvalid: not a template that `checkLetter` let pass
 */
export function writeLetter(text: LetterText, values: LetterValues): LetterText {
  const subject = rendered(parsed(text.subject, 'subject'), values, 'subject');
  const body = rendered(parsed(text.body, 'body'), values, 'body');
  return { subject: subject.replaceAll(/\s+/g, ' ').trim(), body: `${body.replaceAll('\r\n', '\n').trim()}\n` };
}

type Part = keyof LetterText;

/** @throws Refusal templateInvalid */
export function parsed(source: string, part: Part): Template[] {
  try {
    return engine.parse(source);
  } catch (error) {
    throw refusalOf(error, part);
  }
}

/** @throws Refusal templateInvalid */
export function rendered(templates: Template[], values: object, part: Part): string {
  try {
    return String(engine.renderSync(templates, values));
  } catch (error) {
    throw refusalOf(error, part);
  }
}

/** Every name that a template speaks of, in passages that are not taken too. */
export function variablesOf(templates: Template[]): { name: string; line: number }[] {
  const { globals } = engine.analyzeSync(templates, { partials: false });
  return Object.values(globals)
    .flat()
    .map((variable) => ({
      name: variable.segments.map((segment) => (typeof segment === 'string' ? segment : '[]')).join('.'),
      line: variable.location.row,
    }));
}

function refusalOf(error: unknown, part: Part): Refusal {
  if (!LiquidError.is(error)) throw error;
  const [line = 0, column = 0] = error.token?.getPosition() ?? [];
  // Its own sentence ends with place and excerpt, which are told apart here.
  const why = error.message.replace(/, line:\d+.*$/s, '').replace(/^(Parse|Render)Error: /, '');
  return new Refusal('templateInvalid', { part, line, column, why }, `/${part}`);
}
