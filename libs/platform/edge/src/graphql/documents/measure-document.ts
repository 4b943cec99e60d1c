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

/** What a document may ask for, at worst. */
export interface Measure {
  /** Fields below each other. */
  readonly depth: number;
  /** Fields it selects, those of a fragment counted wherever it is spread. */
  readonly fields: number;
  /** Values in its answer, estimated: see {@link measureDocument}. */
  readonly cost: number;
  /** Commands: the root fields of a mutation. */
  readonly commands: number;
}

/** What a field of Query or Mutation costs beside its values: it is a query or command of its own. */
const ROOT_FIELD_COST = 100;
/** Longest page of a list; a request for a longer one is refused by the list. */
const LONGEST_PAGE = 100;
/** Length of a list that nothing limits, such as the lines of an order. */
const ASSUMED_LIST = 10;

const NOTHING: Measure = { depth: 0, fields: 0, cost: 0, commands: 0 };

/** Values of the variables of a document, as the client sent them. */
export type Variables = Readonly<Record<string, unknown>>;

/**
 * Measures the largest operation of a document. A page counts as often as `first` says, a list that was asked for by keys
 * as often as there are keys; a length that only a variable tells counts once while the variables are not known. Every fragment is measured once, so the effort is that of reading the
 * document, however often fragments spread each other. Introspection is not measured in depth; graphql-js limits it.
 *
 * What does not fit the schema counts as one value; validation refuses it afterwards.
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

/** The variables of an operation, with the defaults of those that were not sent. */
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
    // Until it is measured; a fragment inside itself is refused by validation.
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

/** How many objects a field answers. A connection is counted where it is asked for, not once more at its nodes. */
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
    const length = Number(value ?? defaultValue ?? LONGEST_PAGE);
    return [Number.isNaN(length) ? 1 : Math.min(length, LONGEST_PAGE)];
  });
  if (lengths.length > 0) return Math.max(...lengths, 1);
  const counted = parent?.name.endsWith('Connection') === true;
  return isListType(getNullableType(field.type)) && !counted ? ASSUMED_LIST : 1;
}

function largest(a: Measure, b: Measure): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    fields: Math.max(a.fields, b.fields),
    cost: Math.max(a.cost, b.cost),
    commands: Math.max(a.commands, b.commands),
  };
}
