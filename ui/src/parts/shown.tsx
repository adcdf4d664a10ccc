// A part of a screen that is read by itself: loading, failed, or there.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './failure.tsx';
import { Loading } from './loading.tsx';

export function Shown<Data>({
  read,
  children,
}: {
  readonly read: UseQueryResult<Data, Error>;
  readonly children: (data: Data) => ReactNode;
}) {
  if (read.data !== undefined) return children(read.data);
  if (read.isError) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  return <Loading />;
}
