// The fields that a selection asks for, with fragments opened.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
} from 'graphql';

export type Compilation = {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
};

/** A document's fragments by name. */
export function collectFragments({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
}

/** Each selected field with the type that it is selected on. */
export function* listFields(
  compilation: Compilation,
  typeName: string,
  selectionSet: SelectionSetNode,
): Generator<{ field: FieldNode; onType: string }> {
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      yield { field: selection, onType: typeName };
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      yield* listFields(compilation, selection.typeCondition?.name.value ?? typeName, selection.selectionSet);
    } else {
      const fragment = compilation.fragments.get(selection.name.value);
      if (fragment) yield* listFields(compilation, fragment.typeCondition.name.value, fragment.selectionSet);
    }
  }
}
