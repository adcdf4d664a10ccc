// The app around its screens: the cache of what was read, and the routes.
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { createQueryClient } from './api/queries.ts';
import { createRoutes } from './routes.tsx';

const queries = createQueryClient();

export function App({ isStoodIn }: { readonly isStoodIn: boolean }) {
  const [router] = useState(() => createRoutes(isStoodIn));
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
