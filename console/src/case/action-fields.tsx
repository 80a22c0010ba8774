import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type Handover, type PolicyBody, api } from '../api.ts';
import { choiceOf } from '../choice.ts';
import { useText } from '../text.tsx';
import { toLocal } from '../times.ts';
import { Field, Words } from '../ui/field.tsx';
import { Note } from '../ui/notes.tsx';
import { PersonPicker } from '../ui/person-picker.tsx';
import type { ActionName } from './actions.ts';
import { type Form, MENDING } from './action-form.ts';

/** What an action asks for beside a comment. */
export function Fields({
  name,
  handover,
  form,
  change,
  reviewMissing,
}: {
  name: ActionName;
  handover: Handover;
  form: Form;
  change: (part: Partial<Form>) => void;
  reviewMissing: boolean;
}): ReactNode {
  const { t, label, labelOf, number } = useText();
  switch (name) {
    case 'approve':
    case 'sendBack':
    case 'sign':
      return <Signed handover={handover} />;
    case 'reject':
      return (
        <>
          <Signed handover={handover} />
          <Field label={t('act.sendBackTo')}>
            {(wired) => (
              <select
                {...wired}
                value={form.sendBackTo}
                onChange={(event) => change({ sendBackTo: choiceOf(MENDING, event.target.value) || 'plan' })}
              >
                {MENDING.map((step) => (
                  <option key={step} value={step}>
                    {label(`step.${step}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </>
      );
    case 'waive':
      return (
        <>
          <Signed handover={handover} />
          <Waivable handover={handover} form={form} change={change} />
        </>
      );
    case 'moveMeeting':
      return <Times handover={handover} form={form} change={change} />;
    case 'recordMinutes':
      return <Minutes handover={handover} form={form} change={change} />;
    case 'extend':
    case 'extendCover':
      return (
        <Field label={t('act.newDate')} hint={handover.dueAt === null ? undefined : t('act.newDateHint')}>
          {(wired) => (
            <input
              {...wired}
              type="datetime-local"
              required
              value={form.at || toLocal(handover.dueAt)}
              onChange={(event) => change({ at: event.target.value })}
            />
          )}
        </Field>
      );
    case 'replaceReceiver':
      return (
        <>
          <Field label={t('act.replaceFrom')}>
            {(wired) => (
              <select
                {...wired}
                value={form.from || (handover.receivers[0]?.id ?? '')}
                onChange={(event) => change({ from: event.target.value })}
              >
                {handover.receivers.map(({ id, name: who }) => (
                  <option key={id} value={id}>
                    {who}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <PersonPicker
            label={t('act.replaceTo')}
            value={form.to}
            without={[handover.giver.id, handover.supervisor.id, ...handover.receivers.map(({ id }) => id)]}
            onPick={({ id, number: of, name: who }) => change({ to: { id, number: of, name: who } })}
          />
        </>
      );
    case 'acceptRisks':
      return <Blocking handover={handover} />;
    case 'answerReview':
      return reviewMissing ? (
        <Note tone="warn">{t('act.reviewMissing')}</Note>
      ) : (
        <Questions handover={handover} form={form} change={change} />
      );
    case 'cancel':
      return <Note tone="warn">{t('act.cancelWarning', { label: handover.label })}</Note>;
    case 'release':
    case 'stopTransfer':
      return <Note>{t('act.releaseItems', { items: number(handover.itemCount) })}</Note>;
    default:
      // The comment is all that the others ask for.
      return handover.flags.length > 0 && name === 'endVerification' ? (
        <Note tone="warn">{handover.flags.map((flag) => labelOf('flag', flag)).join(' ')}</Note>
      ) : null;
  }
}

/** What is approved or signed, so that nobody puts their name under what they did not see. */
function Signed({ handover }: { handover: Handover }) {
  const { t, number } = useText();
  return (
    <Note>
      <p>{t('sign.whatText', { items: number(handover.itemCount), round: handover.round })}</p>
      <code className="hash">{handover.planHash}</code>
    </Note>
  );
}

/** Whose signature can be done without: the giver's, and those of the departments that the policy asks. */
function Waivable({ handover, form, change }: Part) {
  const { t, labelOf } = useText();
  const { key, version } = handover.policy;
  const policy = useQuery({ queryKey: ['policies', key, version], queryFn: () => api.policy(key, version) });
  const departments = (policy.data?.body as PolicyBody | undefined)?.signers?.departments ?? [];
  const asked = ['giver', ...departments.map(({ role }) => role)];
  const given = handover.signatures.filter(({ state, round }) => state === 'counts' && round === handover.round);
  const missing = asked.filter((role) => !given.some((one) => one.role === role));
  return (
    <Field label={t('act.waive.role')}>
      {(wired) => (
        <select {...wired} required value={form.role} onChange={(event) => change({ role: event.target.value })}>
          <option value="" />
          {missing.map((role) => (
            <option key={role} value={role}>
              {labelOf('role', role)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Blocking({ handover }: { handover: Handover }) {
  const { data } = useQuery({
    queryKey: ['case', handover.id, 'risks', 'blocking'],
    queryFn: () => api.risks(handover.id, { blocking: true }),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <Note tone="warn">
      <ul>
        {data.items.slice(0, 10).map((risk) => (
          <li key={risk.id}>
            {risk.sentence} <bdi className="quiet">{risk.customer?.name ?? ''}</bdi>
          </li>
        ))}
      </ul>
    </Note>
  );
}

interface Part {
  handover: Handover;
  form: Form;
  change: (part: Partial<Form>) => void;
}

function Times({ handover, form, change }: Part) {
  const { t, dateTime } = useText();
  const { data } = useQuery({
    queryKey: ['case', handover.id, 'times'],
    queryFn: () => api.meetingTimes(handover.id),
  });
  return (
    <>
      {data && data.items.length > 0 ? (
        <fieldset>
          <legend>{t('meeting.free')}</legend>
          {data.items.map((slot) => (
            <label key={slot.startsAt} className="choice">
              <input
                type="radio"
                name="slot"
                checked={form.at === toLocal(slot.startsAt)}
                onChange={() => change({ at: toLocal(slot.startsAt), endsAt: toLocal(slot.endsAt) })}
              />
              {dateTime(slot.startsAt)}
            </label>
          ))}
        </fieldset>
      ) : null}
      <div className="pair">
        <Field label={t('meeting.from')}>
          {(wired) => (
            <input
              {...wired}
              type="datetime-local"
              required
              value={form.at}
              onChange={(event) => change({ at: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('meeting.to')}>
          {(wired) => (
            <input
              {...wired}
              type="datetime-local"
              required
              value={form.endsAt}
              onChange={(event) => change({ endsAt: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label={t('meeting.location')} optional={t('optional')}>
        {(wired) => (
          <input
            {...wired}
            maxLength={500}
            value={form.location}
            onChange={(event) => change({ location: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function Minutes({ handover, form, change }: Part) {
  const { t } = useText();
  const parties = [handover.giver, ...handover.receivers, handover.supervisor];
  return (
    <>
      <Words
        label={t('meeting.minutes')}
        rows={6}
        required
        maxLength={20_000}
        value={form.minutes}
        onChange={(words) => change({ minutes: words })}
      />
      <fieldset>
        <legend>{t('meeting.whoCame')}</legend>
        {parties.map((one) => (
          <label key={one.id} className="choice">
            <input
              type="checkbox"
              checked={form.attendees.includes(one.id)}
              onChange={(event) =>
                change({
                  attendees: event.target.checked
                    ? [...form.attendees, one.id]
                    : form.attendees.filter((id) => id !== one.id),
                })
              }
            />
            <bdi>{one.name}</bdi>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t('meeting.actions')}</legend>
        {form.actions.map((item, at) => {
          const set = (part: Partial<(typeof form.actions)[number]>) =>
            change({ actions: form.actions.map((one, index) => (index === at ? { ...one, ...part } : one)) });
          return (
            // The place in the list is all that an unsent line is known by.
            <div key={at} className="pair three">
              <input
                aria-label={t('meeting.actionWhat')}
                required
                value={item.body}
                onChange={(event) => set({ body: event.target.value })}
              />
              <select
                aria-label={t('meeting.actionWho')}
                value={item.owner}
                onChange={(event) => set({ owner: event.target.value })}
              >
                {parties.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
              <input
                type="date"
                aria-label={t('meeting.actionWhen')}
                value={item.dueOn}
                onChange={(event) => set({ dueOn: event.target.value })}
              />
            </div>
          );
        })}
        <button
          type="button"
          className="btn small"
          onClick={() => change({ actions: [...form.actions, { body: '', owner: handover.giver.id, dueOn: '' }] })}
        >
          {t('meeting.addAction')}
        </button>
      </fieldset>
    </>
  );
}

function Questions({ handover, form, change }: Part) {
  const { t } = useText();
  const { data } = useQuery({
    queryKey: ['case', handover.id, 'questions'],
    queryFn: () => api.reviewQuestions(handover.id),
  });
  return (
    <>
      <Mark
        label={t('reviews.satisfaction')}
        value={form.satisfaction}
        onChange={(satisfaction) => change({ satisfaction })}
      />
      {(data?.items ?? []).map(({ key, kind, question }) => {
        const value = form.answers[key] ?? '';
        const set = (answer: string | number) => change({ answers: { ...form.answers, [key]: answer } });
        return kind === 'scale' ? (
          <Mark key={key} label={question} value={String(value)} onChange={(mark) => set(Number(mark))} />
        ) : (
          <Field key={key} label={question}>
            {(wired) => <textarea {...wired} rows={2} value={value} onChange={(event) => set(event.target.value)} />}
          </Field>
        );
      })}
    </>
  );
}

const MARKS = ['1', '2', '3', '4', '5'];

function Mark({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [name] = useState(() => `mark-${label}`);
  return (
    <fieldset className="inline">
      <legend>{label}</legend>
      {MARKS.map((mark) => (
        <label key={mark} className="choice">
          <input type="radio" name={name} required checked={value === mark} onChange={() => onChange(mark)} />
          {mark}
        </label>
      ))}
    </fieldset>
  );
}
