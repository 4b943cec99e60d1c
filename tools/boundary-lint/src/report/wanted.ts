import type { FileInContext } from '../rules/file-in-context.js';
import type { Finding } from '../rules/rule.js';
import type { Scene } from '../rules/scene.js';

/** The target of a forbidden import, as far as its name and its declaration say. */
export type WantedKind =
  | 'event'
  | 'command'
  | 'query'
  | 'error'
  | 'type'
  | 'enum'
  | 'constant'
  | 'function'
  | 'infrastructure'
  | 'module'
  | 'data'
  | 'service';

/** One imported or referenced name. */
export interface Wanted {
  readonly kind: WantedKind;
  /** The name in its declaration; empty if the whole module was imported. */
  readonly name: string;
}

/** Kinds by the last word of a name, following the conventions of Nest and CQRS code. */
const BY_SUFFIX: readonly (readonly [RegExp, WantedKind])[] = [
  [/Event(?:s?Handler|Subscriber|Listener)$/, 'service'],
  [/Events?$/, 'event'],
  [/Command(?:Handler)?$/, 'command'],
  [/Query(?:Handler)?$/, 'query'],
  [/(?:Error|Exception)s?$/, 'error'],
  [/Module$/, 'module'],
  [
    /(?:Guard|Pipe|Interceptor|Filter|Middleware|Strategy|Decorator|Validator|Logger|Bus|Emitter|Dispatcher|Publisher|Builder|Util(?:s|ity)?|Helper|Mixin)$/,
    'infrastructure',
  ],
  [/(?:Entity|Model|Schema|Document|Record|Row|Table|Aggregate)$/, 'data'],
  [/(?:Dto|DTO|Props|Input|Output|Args|Params|Options|Response|Request|Result|View|Payload|Type|Config)$/, 'type'],
  [
    /(?:Service|Repository|Repo|Facade|UseCase|Gateway|Client|Provider|Factory|Manager|Store|Api|Port|Adapter|Controller|Resolver|Handler|Processor)$/,
    'service',
  ],
];
/** Kinds by the word before the extension of a file: `product-renamed.event.ts`. */
const BY_FILE: Readonly<Record<string, string>> = {
  event: 'Event',
  command: 'Command',
  query: 'Query',
  error: 'Error',
  exception: 'Error',
  entity: 'Entity',
  service: 'Service',
  repository: 'Repository',
  module: 'Module',
  dto: 'Dto',
  guard: 'Guard',
  pipe: 'Pipe',
};

/** Returns the targets of a finding. */
export function wantedOf({ wanted = [], declaredIn }: Finding, scene: Scene): Wanted[] {
  const file = declaredIn === undefined ? undefined : scene.fileAt(declaredIn);
  const names = wanted.length > 0 ? wanted : ['*'];
  return names.map((name) => {
    // `table product`, `entity Product`, `catalog.product`: the names in a statement.
    if (/^(?:table|entity|schema) /.test(name) || (/^[\w"]+\.[\w"*]+$/.test(name) && !file))
      return { kind: 'data', name };
    const declared = file && declaration(file, name, scene);
    const known = name === '*' || name === 'default' ? nameOfFile(declared?.file ?? file) : name;
    return { kind: kindOf(known, declared?.keyword), name: known };
  });
}

function kindOf(name: string, keyword: string | undefined): WantedKind {
  const [, bySuffix] = BY_SUFFIX.find(([suffix]) => suffix.test(name)) ?? [];
  if (keyword === 'enum') return 'enum';
  if (keyword === 'interface' || keyword === 'type')
    return bySuffix === 'event' || bySuffix === 'error' ? bySuffix : 'type';
  if (keyword === 'function') return 'function';
  if (/^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(name)) return 'constant';
  if (keyword === 'const' || keyword === 'let') return bySuffix ?? (/^[a-z]/.test(name) ? 'constant' : 'data');
  return bySuffix ?? (/^[a-z]/.test(name) && keyword === undefined && name !== '' ? 'function' : 'data');
}

/** Returns the keyword that declares a name, in the file or in the file that exports it. */
function declaration(
  file: FileInContext,
  name: string,
  scene: Scene,
  depth = 0,
): { keyword: string | undefined; file: FileInContext } | undefined {
  if (depth > 8 || name === '*') return undefined;
  for (const step of file.source.reExports) {
    if (step.name !== name && step.name !== '*') continue;
    const target = file.imports.find(({ item }) => item.specifier === step.specifier)?.target;
    const next = target?.kind === 'file' ? scene.fileAt(target.file) : undefined;
    const found = next && declaration(next, step.name === '*' ? name : step.imported, scene, depth + 1);
    if (found) return found;
  }
  if (!file.source.exports.some(({ value }) => value === name)) return undefined;
  const words = new RegExp(
    String.raw`\b(class|interface|type|enum|const|let|function)\s+${name.replace(/\W/g, '')}(?![\w$])`,
  );
  return { keyword: name === 'default' ? undefined : words.exec(scene.textOf(file))?.[1], file };
}

/** Returns the class name that a file name implies: `product-renamed.event.ts` is `ProductRenamedEvent`. */
function nameOfFile(file: FileInContext | undefined): string {
  const [base = '', ...more] = (file?.path.split('/').at(-1) ?? '').replace(/(?:\.d)?\.\w+$/, '').split('.');
  if (base === '' || base === 'index') return '';
  const suffix = more.map((word) => BY_FILE[word] ?? '').join('');
  const name = base.replace(/(?:^|[-_])(\w)/g, (_all, letter: string) => letter.toUpperCase());
  return name.endsWith(suffix) ? name : name + suffix;
}
