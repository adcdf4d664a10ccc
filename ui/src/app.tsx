// The app around its screens: the cache of what was read, and the routes.
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router/dom';
import { createQueryClient } from './api/queries.ts';
import { createRoutes } from './routes.tsx';

const queries = createQueryClient();
const router = createRoutes();

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
