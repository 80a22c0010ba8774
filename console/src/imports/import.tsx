import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { api } from '../api.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';
import { Badge, Empty, Failed, Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { ImportState } from './imports.tsx';

const COUNTS = ['read', 'inserted', 'updated', 'unchanged', 'skipped', 'refused'] as const;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** One import: how far it is, what came of it, and the rows that it refused, to be corrected and sent again. */
export function ImportPage() {
  const { importId = '' } = useParams();
  const me = useMe();
  const { t, dateTime, number, locale } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['imports', importId, locale],
    queryFn: () => api.import(importId),
    refetchInterval: ({ state }) =>
      state.data?.state === 'waiting' || state.data?.state === 'running' ? 1_000 : false,
  });
  const cancel = useAct(() => api.cancelImport(importId), [['imports']]);
  const save = useMutation({
    mutationFn: (accept: typeof XLSX | 'text/csv') =>
      api.download(
        '/imports/{id}/refused',
        { path: { id: importId }, accept },
        accept === XLSX ? 'refused.xlsx' : 'refused.csv',
      ),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={8} />;
  const goesOn = data.state === 'waiting' || data.state === 'running';
  const imports = me.permissions.includes('importCsv');
  return (
    <div className="stack">
      <header className="page">
        <p className="crumbs">
          <Link to="/imports">
            <Icon name="back" /> {t('nav.imports')}
          </Link>
        </p>
        <h1>
          <bdi>{data.fileName ?? data.mapping}</bdi>
        </h1>
        <p className="marks">
          <ImportState state={data.state} />
          {data.dryRun ? <Badge>{t('imports.dryRun')}</Badge> : null}
          <code>{data.mapping}</code>
          <span className="quiet">{t('imports.by', { name: data.actor.name, at: dateTime(data.at) })}</span>
        </p>
      </header>
      {goesOn ? (
        <div role="status">
          <p>{t('imports.goesOn', { read: number(data.read) })}</p>
          <progress aria-label={t('imports.progress')} />
          {imports ? (
            <p>
              <button
                type="button"
                className="btn"
                disabled={cancel.isPending}
                onClick={() => cancel.mutate(undefined)}
              >
                {t('imports.cancel')}
              </button>
            </p>
          ) : null}
        </div>
      ) : null}
      <ProblemNote problem={cancel.error ?? save.error} />
      {data.failure === null ? null : (
        <Note tone="bad" title={t('imports.nothingWritten')}>
          <p>{data.failure.sentence}</p>
        </Note>
      )}
      {data.dryRun && data.state === 'done' ? <Note>{t('imports.dryRunDone')}</Note> : null}
      <div className="tiles">
        {COUNTS.map((name) => (
          <div key={name} className="tile">
            <span>{t(`imports.count.${name}`)}</span>
            <strong>{number(data[name])}</strong>
          </div>
        ))}
      </div>
      {data.refusals.length === 0 ? (
        data.state === 'done' ? (
          <Empty title={t('imports.noneRefused')} />
        ) : null
      ) : (
        <div className="stack">
          <h2>{t('imports.refusedRows')}</h2>
          <p className="quiet">{t('imports.refusedText')}</p>
          {imports ? (
            <div className="buttons">
              {(['text/csv', XLSX] as const).map((accept) => (
                <button
                  key={accept}
                  type="button"
                  className="btn"
                  disabled={save.isPending}
                  onClick={() => save.mutate(accept)}
                >
                  <Icon name="download" />
                  {t(accept === XLSX ? 'imports.refusedXlsx' : 'imports.refusedCsv')}
                </button>
              ))}
            </div>
          ) : null}
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t('imports.refusedRows')}>
            <table>
              <thead>
                <tr>
                  <th scope="col" className="figure">
                    {t('imports.line')}
                  </th>
                  <th scope="col">{t('imports.column')}</th>
                  <th scope="col">{t('imports.value')}</th>
                  <th scope="col">{t('reason')}</th>
                </tr>
              </thead>
              <tbody>
                {data.refusals.map((row) => (
                  <tr key={`${row.line}${row.column ?? ''}${row.code}`}>
                    <th scope="row" className="figure">
                      {row.line}
                    </th>
                    <td>
                      <bdi>{row.column ?? ''}</bdi>
                    </td>
                    <td className="said">
                      <bdi>{row.value ?? ''}</bdi>
                    </td>
                    <td>{row.sentence}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {data.moreRefusals > 0 ? (
            <p className="quiet small">{t('imports.moreRefused', { count: data.moreRefusals })}</p>
          ) : null}
        </div>
      )}
    </div>
  );
}
