import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, Route, Routes } from 'react-router';
import { type ImportSummary, api } from '../api.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { type Column, LongTable } from '../ui/long-table.tsx';
import { Badge, Empty, NotForYou, type Tone } from '../ui/notes.tsx';
import { ImportPage } from './import.tsx';
import { OwnMappings } from './own-mappings.tsx';
import { Upload } from './upload.tsx';

/** Files into the CRM: what was imported, and a new one. */
export function Imports() {
  return (
    <Routes>
      <Route index element={<All />} />
      <Route path=":importId" element={<ImportPage />} />
      <Route path="*" element={<NotForYou />} />
    </Routes>
  );
}

const TONES: Record<ImportSummary['state'], Tone> = {
  waiting: 'neutral',
  running: 'info',
  done: 'good',
  failed: 'bad',
  cancelled: 'neutral',
};

export function ImportState({ state }: { state: ImportSummary['state'] }) {
  const { t } = useText();
  return <Badge tone={TONES[state]}>{t(`imports.state.${state}`)}</Badge>;
}

function All() {
  const me = useMe();
  const { t, dateTime, number } = useText();
  const pages = useInfiniteQuery({
    queryKey: ['imports'],
    queryFn: ({ pageParam }) => api.imports({ limit: 100, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const columns: Column<ImportSummary>[] = [
    {
      key: 'file',
      head: t('imports.file'),
      width: 3.5,
      cell: (one) => (
        <Link to={`/imports/${one.id}`}>
          <bdi>{one.fileName ?? one.mapping}</bdi>
        </Link>
      ),
    },
    { key: 'mapping', head: t('imports.mapping'), width: 3, minor: true, cell: (one) => <code>{one.mapping}</code> },
    { key: 'at', head: t('audit.at'), width: 4, minor: true, cell: (one) => dateTime(one.at) },
    { key: 'accepted', head: t('imports.accepted'), width: 2.5, figure: true, cell: (one) => number(one.accepted) },
    { key: 'refused', head: t('imports.refused'), width: 2, figure: true, cell: (one) => number(one.refused) },
    {
      key: 'state',
      head: t('items.state'),
      width: 2,
      cell: (one) => (
        <>
          <ImportState state={one.state} /> {one.dryRun ? <Badge>{t('imports.dryRun')}</Badge> : null}
        </>
      ),
    },
  ];
  return (
    <>
      <header className="page">
        <h1>{t('nav.imports')}</h1>
        <p className="quiet">{t('imports.text')}</p>
      </header>
      {me.permissions.includes('importCsv') ? <Upload /> : null}
      <OwnMappings />
      <h2>{t('imports.past')}</h2>
      <LongTable label={t('nav.imports')} columns={columns} pages={pages} empty={<Empty title={t('imports.none')} />} />
    </>
  );
}
