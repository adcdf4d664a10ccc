// A user by name, who leads to the page of that person.
import { href } from '../shell/paths.ts';

interface PersonNameProps {
  readonly connectionId: string;
  readonly userId: string;
  /** Null of one who was deleted: then the id is all that is known. */
  readonly name: string | null;
}

export function PersonName({ connectionId: id, userId, name }: PersonNameProps) {
  return <s-link href={href(`/people/${id}/${userId}`)}>{name ?? userId}</s-link>;
}
