import type { KeptReport } from '../contract/report.ts';
import { type Locale, inZone, sentence } from '../i18n/index.ts';
import type { Block, PrintedDocument } from '../render/document.ts';

interface Reader {
  locale: Locale;
  timeZone: string;
  /** a person by their id, as the reader may know them: by name, or by number only */
  person(id: string): string;
}

/** The closing report for people: the figures of the JSON in the order in which one asks for them. */
export function reportDocument(report: KeptReport, reader: Reader): PrintedDocument {
  const { locale } = reader;
  const t = (code: string) => sentence(locale, 'labels', `report.${code}`);
  return {
    locale,
    title: `${report.label} ${t('title')}`,
    subtitle: labelOf(reader, 'kind', report.kind),
    foot: `${report.label} ${t('title')}`,
    blocks: [
      ...summary(report, reader),
      ...moved(report, reader),
      ...introductions(report, reader),
      ...training(report, reader),
      ...signatures(report, reader),
      ...reviews(report, reader),
      ...actions(report, reader),
      ...openActions(report, reader),
      ...remains(report, reader),
    ],
  };
}

const labelled = (reader: Reader, code: string) => {
  const label = sentence(reader.locale, 'labels', code);
  return label === code ? code.slice(code.indexOf('.') + 1) : label;
};
/** The name of a code; a code that a later version added shows as itself. */
const labelOf = (reader: Reader, kind: string, code: string) => labelled(reader, `${kind}.${code}`);
const heading = (reader: Reader, code: string): Block => ({ kind: 'heading', text: labelOf(reader, 'report', code) });
const column = (reader: Reader, code: string, align: 'left' | 'right' = 'left') => ({
  title: labelOf(reader, 'report', code),
  align,
});
const at = (reader: Reader, instant: string | null | undefined) => (instant ? inZone(new Date(instant), reader) : '–');

function summary(report: KeptReport, reader: Reader): Block[] {
  const row = (code: string, value: string) => ({ name: labelOf(reader, 'report', code), value });
  const { people } = report;
  return [
    ...report.notUndone.map((one): Block => ({
      kind: 'text',
      tone: 'warning',
      text: `${labelOf(reader, 'report', 'notUndone')}: ${labelOf(reader, 'step', one)}`,
    })),
    {
      kind: 'facts',
      rows: [
        row('outcome', labelOf(reader, 'state', report.outcome)),
        ...(people
          ? [
              row('giver', reader.person(people.giver)),
              row('receivers', people.receivers.map((id) => reader.person(id)).join(', ')),
              row('supervisor', reader.person(people.supervisor)),
            ]
          : []),
        row('startedAt', at(reader, report.startedAt)),
        row('transferredAt', at(reader, report.transferredAt)),
        row('closedAt', at(reader, report.closedAt)),
        row('policy', `${report.policy.key} ${report.policy.version}`),
        row('rounds', String(report.rounds)),
        row('itemCount', String(report.itemCount)),
        ...(report.planHash ? [row('planHash', report.planHash)] : []),
        ...(report.auditHead
          ? [row('auditHead', `${report.auditHead.number} · ${at(reader, report.auditHead.sealedAt)}`)]
          : []),
      ],
    },
    ...(report.flags.length > 0
      ? [
          heading(reader, 'flags'),
          { kind: 'list', items: report.flags.map((flag) => labelOf(reader, 'flag', flag)) } as const,
        ]
      : []),
  ];
}

function moved(report: KeptReport, reader: Reader): Block[] {
  const type = (name: string) => sentence(reader.locale, 'cli', `type.${name}`);
  const left = Object.entries(report.leftOut ?? {});
  return [
    heading(reader, 'items'),
    {
      kind: 'table',
      columns: [
        column(reader, 'type'),
        column(reader, 'receiver'),
        column(reader, 'state'),
        column(reader, 'count', 'right'),
      ],
      rows: report.items.map((i) => [
        type(i.type),
        reader.person(i.receiver),
        labelOf(reader, 'item', i.state),
        String(i.count),
      ]),
    },
    ...(report.exceptions.length > 0
      ? [
          heading(reader, 'exceptions'),
          {
            kind: 'table' as const,
            columns: [
              column(reader, 'type'),
              column(reader, 'state'),
              column(reader, 'reason'),
              column(reader, 'count', 'right'),
            ],
            rows: report.exceptions.map((e) => [
              type(e.type),
              labelOf(reader, 'item', e.state),
              labelOf(reader, 'reason', e.reason),
              String(e.count),
            ]),
          },
        ]
      : []),
    ...(left.length > 0
      ? [
          heading(reader, 'leftOut'),
          { kind: 'facts' as const, rows: left.map(([name, n]) => ({ name: type(name), value: String(n) })) },
        ]
      : []),
  ];
}

/** What customers said to who was introduced to them, in numbers. */
function introductions(report: KeptReport, reader: Reader): Block[] {
  if (report.introductions.length === 0) return [];
  return [
    heading(reader, 'introductions'),
    {
      kind: 'table',
      columns: [column(reader, 'channel'), column(reader, 'state'), column(reader, 'count', 'right')],
      rows: report.introductions.map((one) => [
        labelOf(reader, 'channel', one.channel),
        labelOf(reader, 'introduction', one.state),
        String(one.count),
      ]),
    },
  ];
}

/** How many required points of the training were confirmed, and what receivers asked afterwards. */
function training({ training: counts }: KeptReport, reader: Reader): Block[] {
  if (!counts) return [];
  const row = (code: string, value: string) => ({ name: labelOf(reader, 'report', code), value });
  return [
    heading(reader, 'training'),
    {
      kind: 'facts',
      rows: [
        row('trainingPoints', `${counts.confirmed} / ${counts.required}`),
        row('supportAnswered', `${counts.asked - counts.unanswered} / ${counts.asked}`),
      ],
    },
  ];
}

function signatures(report: KeptReport, reader: Reader): Block[] {
  if (report.signatures.length === 0) return [];
  return [
    heading(reader, 'signatures'),
    {
      kind: 'table',
      columns: ['round', 'role', 'person_id', 'decision', 'via', 'signed_at'].map((code) => column(reader, code)),
      rows: report.signatures.map((s) => [
        String(s.round),
        labelOf(reader, 'role', s.role),
        s.signer_id && s.signer_id !== s.person_id
          ? `${reader.person(s.person_id)} (${reader.person(s.signer_id)})`
          : reader.person(s.person_id),
        labelOf(reader, 'decision', s.decision),
        labelOf(reader, 'via', s.via),
        at(reader, s.signed_at),
      ]),
    },
  ];
}

/** A line for each figure, a column for the baseline and for each review: what got better or worse shows from left to right. */
function reviews({ reviews }: KeptReport, reader: Reader): Block[] {
  const held = reviews.filter(({ facts }) => facts);
  const [first] = held;
  if (!first) return [];
  const names = Object.keys(first.facts ?? {}).filter((name) => shown(first.facts?.[name]) !== null);
  const day = (n: number) => sentence(reader.locale, 'labels', 'report.dayN', { day: n });
  return [
    heading(reader, 'reviews'),
    {
      kind: 'table',
      columns: [
        column(reader, 'figure'),
        column(reader, 'baseline', 'right'),
        ...held.map(({ day_offset }) => ({ title: day(day_offset), align: 'right' as const })),
      ],
      rows: names.map((name) => [
        labelOf(reader, 'report', name),
        shown(first.baseline?.[name]) ?? '–',
        ...held.map(({ facts }) => shown(facts?.[name]) ?? '–'),
      ]),
    },
    {
      kind: 'list',
      items: reviews.map(({ day_offset, state, findings }) =>
        [
          day(day_offset),
          labelOf(reader, 'review', state),
          ...findings.map((finding) => labelOf(reader, 'reviewFinding', finding)),
        ].join(' · '),
      ),
    },
  ];
}

/** A figure as text; null: it is none, but something with parts of its own. */
function shown(value: unknown): string | null {
  if (value === null) return '–';
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}

function actions(report: KeptReport, reader: Reader): Block[] {
  if (report.correctiveActions.length === 0) return [];
  return [
    heading(reader, 'correctiveActions'),
    {
      kind: 'table',
      columns: ['finding', 'owner', 'dueOn', 'state'].map((code) => column(reader, code)),
      rows: report.correctiveActions.map((one) => [
        labelOf(reader, 'reviewFinding', one.finding),
        reader.person(one.owner),
        one.dueOn,
        labelOf(reader, 'correctiveAction', one.state),
      ]),
    },
  ];
}

function openActions({ openMeetingActions }: KeptReport, reader: Reader): Block[] {
  if (openMeetingActions.length === 0) return [];
  return [
    heading(reader, 'openMeetingActions'),
    {
      kind: 'table',
      columns: ['owner', 'dueOn'].map((code) => column(reader, code)),
      rows: openMeetingActions.map((one) => [reader.person(one.owner), one.dueOn ?? '–']),
    },
  ];
}

function remains(report: KeptReport, reader: Reader): Block[] {
  if (!report.suggestions) return [];
  return [
    {
      kind: 'text',
      text: sentence(reader.locale, 'labels', 'report.suggestionsLeft', { count: report.suggestions }),
    },
  ];
}
