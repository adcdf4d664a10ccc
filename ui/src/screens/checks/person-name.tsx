// A user by name, who leads to the page of that person.
import { useRead } from '../../api/queries.ts';
import { href } from '../../shell/paths.ts';

interface PersonNameProps {
  readonly connectionId: string;
  readonly userId: string;
  /** False for one who was deleted: then the id is all that is known. */
  readonly isThere?: boolean;
}

export function PersonName({ connectionId: id, userId, isThere = true }: PersonNameProps) {
  const { data } = useRead(
    'GET /connections/:id/users/:userId',
    { parameters: { id, userId } },
    { enabled: isThere },
  );
  return (
    <s-link href={href(`/people/${id}/${userId}`)}>{data?.displayName ?? data?.userName ?? userId}</s-link>
  );
}
