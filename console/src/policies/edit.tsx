import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { type Policy, api } from '../api.ts';
import { hasDraft, useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Field, Words } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Failed, Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { useRuleNames } from './rule-names.ts';
import { Sections } from './sections.tsx';
import { type Rules, isRules } from './shape.ts';
import { Trial } from './try.tsx';
import { bodyOf, rulesOf, usePolicies, usePolicy, useShapes } from './use-policies.ts';

/** The next version of a policy, from one that is there. */
export function EditPolicy() {
  const { policyKey = '', version = '' } = useParams();
  const policy = usePolicy(policyKey, version);
  const shapes = useShapes();
  const all = usePolicies();
  const standard = all.data?.find(([{ key }]) => key === 'standard')?.[0].version;
  const usual = usePolicy('standard', standard === undefined ? undefined : String(standard));
  const error = policy.error ?? shapes.error;
  if (error) return <Failed error={error} retry={() => void Promise.all([policy.refetch(), shapes.refetch()])} />;
  if (!policy.data || !shapes.data || all.isPending || usual.isLoading) return <Waiting lines={10} />;
  return (
    <Form
      key={`${policyKey}/${version}`}
      policy={policy.data}
      shapes={shapes.data}
      usual={usual.data && rulesOf(usual.data.body)}
    />
  );
}

interface Draft {
  /** of a new policy; empty: the next version of this one */
  newKey: string;
  zh: string;
  en: string;
  note: string;
  body: Rules;
}

function Form({
  policy,
  shapes,
  usual,
}: {
  policy: Policy;
  shapes: Record<string, unknown>;
  usual: Rules | undefined;
}) {
  const me = useMe();
  const { t } = useText();
  const nameOf = useRuleNames();
  const navigate = useNavigate();
  const saved: Draft = { newKey: '', ...policy.name, note: '', body: rulesOf(policy.body) };
  const name = `policy:${policy.key}/${policy.version}`;
  const [resumed, setResumed] = useState(() => hasDraft(me.person.id, name));
  const [draft, setDraft, forget] = useDraft<Draft>(me.person.id, name, saved);
  const [trying, setTrying] = useState(false);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const isNew = draft.newKey.trim() !== '';
  const publish = useAct(
    (_: undefined, key) =>
      api.publishPolicy(
        {
          key: isNew ? draft.newKey.trim() : policy.key,
          basedOn: isNew ? 0 : policy.version,
          name: { zh: draft.zh, en: draft.en },
          ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
          body: bodyOf(draft.body),
        },
        key,
      ),
    [['policies']],
    (made) => {
      forget();
      void navigate(
        isNew
          ? `/policies/${made.key}/${made.version}`
          : `/policies/compare?from=${policy.key}/${policy.version}&to=${made.key}/${made.version}`,
      );
    },
  );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        publish.mutate(undefined);
      }}
    >
      <header className="page">
        <p className="crumbs">
          <Link to={`/policies/${policy.key}/${policy.version}`}>
            <Icon name="back" /> {policy.key} · {t('progress.version', { version: policy.version })}
          </Link>
        </p>
        <h1>{t('policies.edit')}</h1>
        <p className="quiet">{t('policies.editText')}</p>
      </header>
      {resumed ? (
        <Note>
          <p>{t('start.goOn')}</p>
          <button
            type="button"
            className="btn small"
            onClick={() => {
              setDraft(saved);
              forget();
              setResumed(false);
            }}
          >
            {t('start.anew')}
          </button>
        </Note>
      ) : null}
      <div className="pair">
        <Field label={t('policies.nameZh')}>
          {(wired) => (
            <input
              {...wired}
              required
              maxLength={100}
              value={draft.zh}
              onChange={(event) => change({ zh: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('policies.nameEn')}>
          {(wired) => (
            <input
              {...wired}
              required
              maxLength={100}
              value={draft.en}
              onChange={(event) => change({ en: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label={t('policies.newKey')} optional={t('optional')} hint={t('policies.newKeyHint')}>
        {(wired) => (
          <input
            {...wired}
            pattern="[a-z][a-z0-9\-]*"
            maxLength={63}
            value={draft.newKey}
            onChange={(event) => change({ newKey: event.target.value })}
          />
        )}
      </Field>
      <Sections
        body={draft.body}
        usual={usual}
        shapes={shapes}
        nameOf={nameOf}
        change={(body) => isRules(body) && change({ body })}
      />
      <Words
        label={t('policies.note')}
        optional={t('optional')}
        hint={t('policies.noteHint')}
        rows={2}
        maxLength={2_000}
        value={draft.note}
        onChange={(words) => change({ note: words })}
      />
      <ProblemNote problem={publish.error} />
      <div className="buttons">
        <button type="submit" className="btn primary" disabled={publish.isPending}>
          {t('policies.publish')}
        </button>
        <button type="button" className="btn" onClick={() => setTrying(true)}>
          {t('policies.tryThis')}
        </button>
      </div>
      {trying ? <Trial policy={{ body: bodyOf(draft.body) }} /> : null}
    </form>
  );
}
