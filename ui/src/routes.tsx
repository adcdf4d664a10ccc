// Every screen with its path. Each is a chunk of its own, loaded when it is first looked at.
import { createBrowserRouter } from 'react-router';
import { Loading } from './parts/loading.tsx';
import { Layout } from './shell/layout.tsx';
import { NotFound } from './shell/not-found.tsx';
import { ScreenError } from './shell/screen-error.tsx';

/** @param isStoodIn whether the screens show the way to each other themselves */
export function createRoutes(isStoodIn: boolean) {
  return createBrowserRouter(
    [
      {
        path: '/',
        element: <Layout isStoodIn={isStoodIn} />,
        HydrateFallback: Loading,
        children: [
          {
            ErrorBoundary: ScreenError,
            children: [
              {
                index: true,
                lazy: async () => ({ Component: (await import('./screens/home/home.tsx')).Home }),
              },
              {
                path: 'sync/:connectionId?',
                lazy: async () => ({ Component: (await import('./screens/sync/sync.tsx')).Sync }),
              },
              {
                path: 'people',
                lazy: async () => ({ Component: (await import('./screens/people/people.tsx')).People }),
              },
              {
                path: 'people/:connectionId/:userId',
                lazy: async () => ({ Component: (await import('./screens/person/person.tsx')).Person }),
              },
              {
                path: 'mapping',
                lazy: async () => ({ Component: (await import('./screens/mapping/mapping.tsx')).Mapping }),
              },
              {
                path: 'groups',
                lazy: async () => ({ Component: (await import('./screens/groups/groups.tsx')).Groups }),
              },
              {
                path: 'reviews',
                lazy: async () => ({ Component: (await import('./screens/reviews/reviews.tsx')).Reviews }),
              },
              {
                path: 'checks',
                lazy: async () => ({ Component: (await import('./screens/checks/checks.tsx')).Checks }),
              },
              {
                path: 'leaving',
                lazy: async () => ({ Component: (await import('./screens/leaving/leaving.tsx')).Leaving }),
              },
              {
                path: 'activity',
                lazy: async () => ({ Component: (await import('./screens/activity/activity.tsx')).Activity }),
              },
              {
                path: 'settings',
                lazy: async () => ({ Component: (await import('./screens/settings/settings.tsx')).Settings }),
              },
              { path: '*', Component: NotFound },
            ],
          },
        ],
      },
    ],
    { basename: '/app' },
  );
}
