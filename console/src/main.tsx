import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { isOffline, statusOf } from './api.ts';
import { App } from './app.tsx';
import { meQuery } from './me.tsx';
import { session } from './session.ts';
import './style.css';
import { TextProvider } from './text.tsx';
import { chosenTheme, showTheme } from './theme.ts';

const away = (error: unknown) => isOffline(error) || statusOf(error) === 503;
const client = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, retry: (failures, error) => failures < 2 && away(error) } },
  mutationCache: new MutationCache({
    // What waits for whom may have changed by anything that anybody does.
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['me'] });
      void client.invalidateQueries({ queryKey: ['work'] });
    },
  }),
});

// A new build took away what this page would load now: the page of the new one has it. Once, lest it goes round in circles.
addEventListener('vite:preloadError', () => {
  const last = Number(sessionStorage.getItem('handover.reloaded') ?? 0);
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem('handover.reloaded', String(Date.now()));
  location.reload();
});

showTheme(chosenTheme());
// Every page but the sign-in begins with it: asked while the language is still on its way.
if (session.mayAsk() && location.pathname !== '/sign-in') void client.prefetchQuery(meQuery);
const root = document.querySelector('#root');
if (root === null) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <TextProvider>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </TextProvider>
    </QueryClientProvider>
  </StrictMode>,
);
