import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { type Person, statusOf } from '../api.ts';
import { meQuery } from '../me.tsx';
import { session } from '../session.ts';
import { useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';
import { useShortcuts } from '../ui/use-shortcuts.ts';
import { PANEL, focusPanel, leave } from './focus.ts';
import { useGo, useSamples } from './go.ts';
import { type Look, useLook } from './look.ts';
import { type Memory, type Sight, change } from './memory.ts';
import { STEPS, type Stage, awaitedIn, stageOf } from './stages.ts';
import { Trouble } from './trouble.tsx';
import { useBegin } from './use-begin.ts';
import { useWords } from './words.ts';

/** Leads through the tour: where one is, who one is now, what there is to see, and the one thing to do. */
export function Panel({ memory }: { memory: Memory }) {
  const t = useWords();
  const { look, error } = useLook(memory);
  const token = session.token();
  const { data } = useQuery({ ...meQuery, enabled: token !== null });
  const me = token === null ? undefined : data?.person;
  const begin = useBegin();
  const stage = look === undefined ? null : stageOf(look, memory, me?.id ?? null);
  const minutes = useMinutes(memory, stage?.says !== 'over' && stage?.says !== 'cancelled');
  useProof(stage?.sight === 'evidence');
  useShortcuts({ t: focusPanel });
  const number = stage === null || stage.step === null ? STEPS.length : STEPS.indexOf(stage.step) + 1;
  const { collapsed } = memory;
  return (
    <aside
      id={PANEL}
      className={collapsed ? 'tour collapsed' : 'tour'}
      data-says={stage?.says}
      aria-label={t('title')}
      tabIndex={-1}
    >
      <header>
        <p>
          <span className="strong">{t('at', { step: number, of: STEPS.length })}</span>{' '}
          <span className="quiet small">{t('minutes', { count: minutes })}</span>
        </p>
        <button
          type="button"
          className="btn bare"
          aria-expanded={!collapsed}
          onClick={() => change(() => ({ collapsed: !collapsed }))}
        >
          {t(collapsed ? 'expand' : 'collapse')}
        </button>
        <button type="button" className="btn bare" aria-label={t('leave')} onClick={leave}>
          <Icon name="close" />
        </button>
      </header>
      <progress
        value={stage?.says === 'over' ? STEPS.length : number - 1}
        max={STEPS.length}
        aria-label={t('progress')}
      />
      {collapsed ? null : (
        <div className="body">
          {look === undefined || stage === null ? (
            <Trouble problem={error} />
          ) : (
            <Now look={look} stage={stage} me={me} minutes={minutes} />
          )}
          {statusOf(error) === 404 ? <p>{t('lost')}</p> : null}
          <Trouble problem={begin.error} />
          <p className="last">
            <button type="button" className="linkish small" disabled={begin.isPending} onClick={() => begin.mutate()}>
              {t(begin.isPending ? 'invite.preparing' : 'anew')}
            </button>
            <span className="quiet small key">{t('key')}</span>
          </p>
        </div>
      )}
    </aside>
  );
}

interface NowProps {
  look: Look;
  stage: Stage;
  me: Person | undefined;
  minutes: number;
}

function Now({ look, stage, me, minutes }: NowProps) {
  const t = useWords();
  const { label, date } = useText();
  const { pathname } = useLocation();
  const go = useGo();
  const fillIn = useSamples();
  const going = useMutation({
    mutationFn: async ({ who, path }: { who: Person; path: string }) => {
      fillIn(look);
      await go(who, me?.id ?? null, path);
    },
    onSuccess: focusPanel,
  });
  const { says, who, path, sight, wait } = stage;
  const place = path?.split('?')[0] ?? '';
  const here = who !== null && who.id === me?.id && `${pathname}/`.startsWith(`${place}/`);
  const opens = here && sight === 'letters' ? look.letter : null;
  const values = {
    name: who?.name ?? '',
    count: look.handover === null ? 0 : awaitedIn(look.handover, look).length,
    minutes,
    what: wait === null ? '' : label(`wait.${wait}`),
    day: look.review?.dayOffset ?? 0,
    date: look.review === null ? '' : date(look.review.dueAt),
  };
  return (
    <>
      <p className="you">
        <Icon name="person" /> {me === undefined ? t('nobody') : t('you', { name: me.name })}
      </p>
      <div role="status">
        <h2>{t(`step.${says}.title`, values)}</h2>
        <p>{t(`step.${says}.see`, values)}</p>
        {here || who === null ? <p className="todo">{t(`step.${says}.do`, values)}</p> : null}
      </div>
      <Trouble problem={going.error} />
      <div className="buttons">
        {who === null || path === null || here ? null : (
          <button
            type="button"
            className="btn primary"
            disabled={going.isPending}
            onClick={() => going.mutate({ who, path })}
          >
            {who.id === me?.id ? t('go.same') : t(`step.${says}.go`, values)}
          </button>
        )}
        {opens === null ? null : (
          // Not a link: the one that skips to the content has to be the first.
          <button type="button" className="btn primary" onClick={() => window.open(opens, '_blank', 'noreferrer')}>
            <Icon name="mail" />
            {t('letter.open')}
          </button>
        )}
        {here && sight !== null && sight !== 'evidence' ? (
          <button
            type="button"
            className={opens === null ? 'btn primary' : 'btn'}
            onClick={() => {
              see(sight);
              focusPanel();
            }}
          >
            {t('next')}
          </button>
        ) : null}
      </div>
    </>
  );
}

const see = (sight: Sight) => change(({ seen }) => ({ seen: [...new Set([...seen, sight])] }));

const TICK_MS = 5_000;

/** @returns begun minutes that the tour was in sight */
function useMinutes({ spentMs }: Memory, runs: boolean): number {
  useEffect(() => {
    if (!runs) return undefined;
    const tick = setInterval(() => {
      if (!document.hidden) change((memory) => ({ spentMs: memory.spentMs + TICK_MS }));
    }, TICK_MS);
    return () => clearInterval(tick);
  }, [runs]);
  return Math.max(1, Math.ceil(spentMs / 60_000));
}

/** Evidence is seen once the browser has verified an entry: the page asked for its proof, and found it good. */
function useProof(waits: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!waits) return undefined;
    return client.getQueryCache().subscribe(({ query }) => {
      const proof =
        query.queryKey[0] === 'audit-proof' ? (query.state.data as { verdict: object } | undefined) : undefined;
      if (proof !== undefined && !('fault' in proof.verdict)) see('evidence');
    });
  }, [client, waits]);
}
