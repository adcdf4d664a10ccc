// The admin API as React asks for it: cached reads, and writes that have what they touch read anew.
import {
  keepPreviousData,
  QueryClient,
  useMutation,
  useMutationState,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNotice } from '../notices/notice.ts';
import type shell from '../shell/texts/en.json';
import { type Answer, ApiError, type Asked, call, type ReadName, type WriteName } from './client.ts';

type Refusal = keyof typeof shell.error.refusal;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A refusal stays one; what did not arrive may.
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status > 0),
      },
    },
  });
}

interface ReadOptions<Name extends ReadName> {
  /** Reads again after so many milliseconds, as long as this says so. */
  readonly every?: number | ((answer: Answer<Name> | undefined) => number | false);
  /** False: not yet. */
  readonly enabled?: boolean;
  /** Shows the page before while the next is on its way. */
  readonly keepPrevious?: boolean;
}

/** Reads a route, and again when its screen comes back into view. */
export function useRead<Name extends ReadName>(
  name: Name,
  asked: Asked<Name>,
  { every = 0, enabled = true, keepPrevious = false }: ReadOptions<Name> = {},
) {
  return useQuery<Answer<Name>, Error>({
    queryKey: [name, asked],
    queryFn: ({ signal }) => call(name, asked, signal),
    enabled,
    refetchInterval: ({ state }) =>
      typeof every === 'number' ? every || false : every(state.data as Answer<Name> | undefined),
    ...(keepPrevious && { placeholderData: keepPreviousData }),
  });
}

/** Reads what a screen cannot begin without: the nearest boundary shows that it loads, or why it does not. */
export function useReadFirst<Name extends ReadName>(
  name: Name,
  asked: Asked<Name>,
  { every = 0 }: { readonly every?: number } = {},
): Answer<Name> {
  return useSuspenseQuery<Answer<Name>, Error>({
    queryKey: [name, asked],
    queryFn: ({ signal }) => call(name, asked, signal),
    refetchInterval: every || false,
  }).data;
}

/** Reads a route at once, and shows what it says by now wherever that is on the screen. */
export function useReadAnew() {
  const client = useQueryClient();
  return async <Name extends ReadName>(name: Name, asked: Asked<Name>): Promise<Answer<Name>> => {
    const queryKey = [name, asked];
    // One that is on its way may have been answered before what is to be seen now.
    await client.cancelQueries({ queryKey });
    return client.fetchQuery({ queryKey, queryFn: ({ signal }) => call(name, asked, signal), staleTime: 0 });
  };
}

/** Asks a route that changes nothing, though it takes a body. What it said before stays until it answers anew. */
export function useAsk<Name extends WriteName>(
  name: Name,
  asked: Asked<Name>,
  { enabled = true }: { readonly enabled?: boolean } = {},
) {
  return useQuery<Answer<Name>, Error>({
    queryKey: [name, asked],
    queryFn: ({ signal }) => call(name, asked, signal),
    enabled,
    placeholderData: keepPreviousData,
  });
}

/** Shows at once what a write has answered, wherever that is on the screen, before it is read anew. */
export function useShow() {
  const client = useQueryClient();
  return <Name extends ReadName>(
    name: Name,
    asked: Asked<Name>,
    change: (before: Answer<Name>) => Answer<Name>,
  ): void => {
    client.setQueryData<Answer<Name>>([name, asked], (before) => before && change(before));
  };
}

interface WriteOptions<Name extends WriteName> {
  /** What is told once it is done. */
  readonly toast?: (answer: Answer<Name>) => string;
  readonly onDone?: (answer: Answer<Name>) => void;
  /** One at a time, in the order in which they are called: of two changes of the same the later stands. */
  readonly inTurn?: boolean;
}

/** Calls a route that changes something. Whatever is on the screen is read anew; a refusal is told in a toast. */
export function useWrite<Name extends WriteName>(
  name: Name,
  { toast, onDone, inTurn = false }: WriteOptions<Name> = {},
) {
  const client = useQueryClient();
  const sayError = useErrorText();
  return useMutation<Answer<Name>, Error, Asked<Name>>({
    mutationKey: [name],
    mutationFn: (asked) => call(name, asked),
    ...(inTurn && { scope: { id: name } }),
    onSuccess(answer) {
      if (toast !== undefined) shopify.toast.show(toast(answer));
      onDone?.(answer);
      return client.invalidateQueries();
    },
    onError: (error) => shopify.toast.show(sayError(error), { isError: true }),
  });
}

/** What calls of a route that are not answered yet brought, the last one last. */
export function usePending<Name extends WriteName>(name: Name): readonly Asked<Name>[] {
  return useMutationState({
    filters: { mutationKey: [name], status: 'pending' },
    select: ({ state }) => state.variables as Asked<Name>,
  });
}

/** A refusal by its code, in the viewer's language; in the server's words where its code has no text here. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation('shell');
  const sayNotice = useNotice();
  return (error) => {
    if (!(error instanceof ApiError)) return t('error.unknown');
    if (error.code === 'unreachable' || error.code === 'unavailable') return t(`error.${error.code}`);
    const { code, message, status, notice, at } = error;
    const inEnglish = message || t('error.status', { status });
    const said = at.length > 0 ? at.join(', ') : sayNotice(message, notice).text;
    return t(`error.refusal.${code as Refusal}`, inEnglish, { message: said });
  };
}
