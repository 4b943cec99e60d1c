import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** Upper bounds for the execution of a document. */
export interface Measure {
  /** Levels of nested fields. */
  readonly depth: number;
  /** Number of selected fields; fields of a fragment count wherever it is spread. */
  readonly fields: number;
  /** Estimated number of values in its response: see {@link measureDocument}. */
  readonly cost: number;
  /** Number of commands: the root fields of a mutation. */
  readonly commands: number;
}

/** Cost of a root field beside its values: it is a separate query or command. */
const ROOT_FIELD_COST = 100;
/** Maximum length of a list's page; the list itself refuses a longer one. */
const MAX_PAGE_LENGTH = 100;
/** Assumed length of a list without a limit, such as the lines of an order. */
const ASSUMED_LIST_LENGTH = 10;

const NOTHING: Measure = { depth: 0, fields: 0, cost: 0, commands: 0 };

/** Values of the variables of a document, as the client sent them. */
export type Variables = Readonly<Record<string, unknown>>;

/**
 * Measures depth and cost of the largest operation of a document. A page counts as often as `first` says, a list by
 * keys as often as there are keys; a length that depends on a variable counts once while the variables are not known.
 * Every fragment is measured once, so the effort is linear in the document, however often fragments spread each other.
 * The depth of introspection is not measured; graphql-js limits it.
 *
 * Fields that are not in the schema count as one value; validation refuses them afterwards.
 */
export function measureDocument(schema: GraphQLSchema, document: DocumentNode, variables?: Variables): Measure {
  return document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => {
      const sent = variables && withDefaults(operation, variables);
      const root = schema.getRootType(operation.operation);
      const measure = new Measurer(schema, document, sent).selections(operation.selectionSet, root, true);
      return operation.operation === OperationTypeNode.MUTATION ? measure : { ...measure, commands: 0 };
    })
    .reduce(largest, NOTHING);
}

/** Returns the variables of an operation, with the defaults of missing ones. */
function withDefaults({ variableDefinitions = [] }: OperationDefinitionNode, sent: Variables): Variables {
  const known = variableDefinitions.map(({ variable: { name }, defaultValue }): [string, unknown] => [
    name.value,
    Object.hasOwn(sent, name.value) ? sent[name.value] : defaultValue && valueFromASTUntyped(defaultValue),
  ]);
  return Object.fromEntries(known);
}

class Measurer {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #measured = new Map<string, Measure>();

  constructor(
    private readonly schema: GraphQLSchema,
    { definitions }: DocumentNode,
    private readonly variables: Variables | undefined,
  ) {
    for (const each of definitions)
      if (each.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(each.name.value, each);
  }

  selections(
    { selections }: SelectionSetNode,
    type: GraphQLNamedType | null | undefined,
    root = false,
    introspection = false,
  ): Measure {
    let sum = NOTHING;
    for (const selection of selections) {
      let each: Measure;
      if (selection.kind === Kind.FIELD) each = this.#field(selection, type, root, introspection);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) each = this.#fragment(selection.name.value, root);
      else {
        const on = selection.typeCondition ? this.schema.getType(selection.typeCondition.name.value) : type;
        each = this.selections(selection.selectionSet, on, root, introspection);
      }
      sum = {
        depth: Math.max(sum.depth, each.depth),
        fields: sum.fields + each.fields,
        cost: sum.cost + each.cost,
        commands: sum.commands + each.commands,
      };
    }
    return sum;
  }

  #field(node: FieldNode, type: GraphQLNamedType | null | undefined, root: boolean, above: boolean): Measure {
    const name = node.name.value;
    const introspection = above || name === '__schema' || name === '__type';
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    const fieldType = field && getNamedType(field.type);
    const below = node.selectionSet
      ? this.selections(node.selectionSet, isCompositeType(fieldType) ? fieldType : undefined, false, introspection)
      : NOTHING;
    return {
      depth: introspection ? 1 : below.depth + 1,
      fields: below.fields + 1,
      cost: (root ? ROOT_FIELD_COST : 0) + 1 + below.cost * (field ? timesOf(node, field, type, this.variables) : 1),
      commands: root ? 1 : 0,
    };
  }

  #fragment(name: string, root: boolean): Measure {
    const key = root ? `${name} of the root` : name;
    const known = this.#measured.get(key);
    if (known) return known;
    // Placeholder until it is measured; validation refuses a fragment inside itself.
    this.#measured.set(key, NOTHING);
    const fragment = this.#fragments.get(name);
    if (!fragment) return NOTHING;
    const type = this.schema.getType(fragment.typeCondition.name.value);
    const introspection = type?.name.startsWith('__') === true;
    const measure = this.selections(fragment.selectionSet, type, root, introspection);
    this.#measured.set(key, measure);
    return measure;
  }
}

/** Returns how many objects a field yields. A connection counts at its own field, not again at its nodes. */
function timesOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  parent: GraphQLNamedType | null | undefined,
  variables: Variables | undefined,
): number {
  const lengths = field.args.flatMap(({ name, type, defaultValue }) => {
    const paging = name === 'first';
    if (!paging && !isListType(getNullableType(type))) return [];
    const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (given?.kind === Kind.VARIABLE && !variables) return [1];
    const value = given?.kind === Kind.LIST ? given.values : given && valueFromASTUntyped(given, variables);
    if (Array.isArray(value)) return [value.length];
    if (!paging) return value === undefined || value === null ? [] : [1];
    const length = Number(value ?? defaultValue ?? MAX_PAGE_LENGTH);
    return [Number.isNaN(length) ? 1 : Math.min(length, MAX_PAGE_LENGTH)];
  });
  if (lengths.length > 0) return Math.max(...lengths, 1);
  const counted = parent?.name.endsWith('Connection') === true;
  return isListType(getNullableType(field.type)) && !counted ? ASSUMED_LIST_LENGTH : 1;
}

function largest(a: Measure, b: Measure): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    fields: Math.max(a.fields, b.fields),
    cost: Math.max(a.cost, b.cost),
    commands: Math.max(a.commands, b.commands),
  };
}
