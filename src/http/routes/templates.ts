import { Refusal } from '../../contract/failures.ts';
import * as t from '../../contract/template-schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { publishMailTemplate, writeMailTemplate } from '../../db/intake/mail-templates.ts';
import { readHandover } from '../../db/reads/handovers.ts';
import { templateStates, templateVersions } from '../../db/reads/mail-templates.ts';
import { sentTemplate } from '../../db/mail-templates.ts';
import { lineDiff } from '../../domain/line-diff.ts';
import { type Locale, LOCALES, inZone, sentence } from '../../i18n/index.ts';
import type { LetterText } from '../../render/letter.ts';
import { MAIL_KEYS, builtInMail, checkMail, variablesOfMail, writeMail } from '../../render/mail-template.ts';
import { type Call, route } from '../route.ts';

const tag = 'templates';
const readers = { may: 'roles', roles: ['hr', 'ops', 'manager', 'auditor'] } as const;
const writers = { may: 'roles', roles: ['hr', 'ops'] } as const;
const params = t.templateParams;

/** Mails to people in the company's own words (docs/templates.md). */
export const templateRoutes = [
  route({
    method: 'get',
    path: '/templates',
    operationId: 'listTemplates',
    tag,
    summary: {
      en: 'Mails to people, what they can speak of, and which version is sent',
      zh: '邮件模板、可用变量与生效版本',
    },
    who: readers,
    takes: {},
    gives: t.templates,
    async handle({ as }) {
      const states = await as(templateStates);
      return {
        items: MAIL_KEYS.map((key) => ({
          key,
          variables: variablesOfMail(key),
          languages: LOCALES.map((language) => {
            const state = states.find((one) => one.key === key && one.language === language);
            return { language, sent: state?.sent ?? 0, newest: state?.newest ?? 0 };
          }),
        })),
      };
    },
  }),
  route({
    method: 'get',
    path: '/templates/{key}/{language}',
    operationId: 'getTemplate',
    tag,
    summary: { en: 'A mail with all its versions', zh: '一个邮件模板及其全部版本' },
    who: readers,
    takes: { params },
    gives: t.template,
    handle: ({ input, as }) => as((tx) => templateOf(tx, input.params)),
  }),
  route({
    method: 'post',
    path: '/templates/{key}/{language}',
    operationId: 'writeTemplate',
    tag,
    summary: {
      en: 'Write the next version of a mail; it is not sent before it is published',
      zh: '写邮件模板的下一个版本，发布前不生效',
    },
    who: writers,
    takes: { params, body: t.templateRequest },
    gives: t.template,
    idempotency: 'optional',
    handle: ({ input, person, as }) =>
      as(async (tx) => {
        const { key, language } = known(input.params);
        const { subject, body, note, basedOn } = input.body;
        checkMail(key, { subject, body });
        await writeMailTemplate(tx, { key, language, subject, body, note, basedOn, by: person.id });
        return templateOf(tx, input.params);
      }),
  }),
  route({
    method: 'post',
    path: '/templates/{key}/{language}/publish',
    operationId: 'publishTemplate',
    tag,
    summary: {
      en: 'Send this version from now on; 0: the one that comes with the product',
      zh: '发布某一版本；0 为恢复系统内置',
    },
    who: writers,
    takes: { params, body: t.publishRequest },
    gives: t.template,
    idempotency: 'optional',
    handle: ({ input, person, as }) =>
      as(async (tx) => {
        const { key, language } = known(input.params);
        const { version } = input.body;
        // What was written for an earlier release must still hold.
        checkMail(key, await textOf(tx, input.params, version));
        await publishMailTemplate(tx, { key, language, version: version === 0 ? null : version, by: person.id });
        return templateOf(tx, input.params);
      }),
  }),
  route({
    method: 'post',
    path: '/templates/{key}/{language}/preview',
    operationId: 'previewTemplate',
    tag,
    summary: { en: 'A mail as the caller would get it, with the values of a case', zh: '用真实移交预览邮件' },
    who: writers,
    takes: { params, body: t.templatePreviewRequest },
    gives: t.templatePreview,
    async handle(call) {
      const { input, as, person } = call;
      const { key, language } = known(input.params);
      const { subject, body, version, handoverId } = input.body;
      const text =
        subject !== undefined && body !== undefined
          ? { subject, body }
          : await as((tx) => textOf(tx, input.params, version));
      checkMail(key, text);
      const values = {
        ...Object.fromEntries(variablesOfMail(key).map((name) => [name, `‹${name}›`])),
        ...(handoverId === undefined ? {} : await valuesOf(call, handoverId, language)),
        name: person.name,
      };
      const mail = writeMail(key, text, values);
      const footer = sentence(language, 'mail', handoverId === undefined ? 'noticeFooter' : 'footer', values);
      return { ...mail, text: `${mail.body}\n\n${footer}\n` };
    },
  }),
  route({
    method: 'get',
    path: '/templates/{key}/{language}/compare',
    operationId: 'compareTemplates',
    tag,
    summary: { en: 'What differs between two versions, line by line', zh: '逐行比较两个版本' },
    who: readers,
    takes: { params, query: t.compareQuery },
    gives: t.templateComparison,
    handle: ({ input, as }) =>
      as(async (tx) => {
        const [from, to] = [
          await textOf(tx, input.params, input.query.from),
          await textOf(tx, input.params, input.query.to),
        ];
        return { subject: lineDiff(from.subject, to.subject), body: lineDiff(from.body, to.body) };
      }),
  }),
];

interface Named {
  key: string;
  language: Locale;
}
/** @throws Refusal notFound: no mail has this key */
function known(named: Named): Named {
  if (!MAIL_KEYS.includes(named.key)) throw new Refusal('notFound');
  return named;
}

async function templateOf(tx: Tx, named: Named) {
  const { key, language } = known(named);
  const versions = await templateVersions(tx, key, language);
  const sent = (await sentTemplate(tx, key, language))?.version ?? 0;
  return { key, language, variables: variablesOfMail(key), sent, builtIn: builtInMail(key, language), versions };
}

/** @param version absent: the one that is sent @throws Refusal notFound */
async function textOf(tx: Tx, named: Named, version?: number): Promise<LetterText> {
  const { builtIn, versions, sent } = await templateOf(tx, named);
  const wanted = version ?? sent;
  const found = wanted === 0 ? builtIn : versions.find((one) => one.version === wanted);
  if (!found) throw new Refusal('notFound');
  return { subject: found.subject, body: found.body };
}

/** What every mail about a case can speak of. @throws Refusal notFound */
async function valuesOf(
  { as, deps, person }: Pick<Call<unknown>, 'as' | 'deps' | 'person'>,
  handoverId: string,
  locale: Locale,
) {
  const found = await as((tx) => readHandover(tx, handoverId));
  if (!found) throw new Refusal('notFound');
  const reader = { locale, timeZone: person.timeZone };
  return {
    giver: found.giver.name,
    label: found.label,
    reason: found.reason,
    kind: sentence(locale, 'labels', `kind.${found.kind}`),
    due: found.dueAt ? inZone(found.dueAt, reader, 'full') : '-',
    effectiveAt: found.effectiveAt ? inZone(found.effectiveAt, reader, 'full') : sentence(locale, 'mail', 'whenSigned'),
    link: `${deps.publicUrl}/handovers/${handoverId}`,
  };
}
