import { create, toBinary } from '@bufbuild/protobuf';
import {
  DescriptorProtoSchema,
  EnumDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  OneofDescriptorProtoSchema,
  ServiceDescriptorProtoSchema,
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
  type FileDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage, ProtoType } from '../protobuf/model/proto-file.js';

/**
 * Encodes the `.proto` files of a contract as a `FileDescriptorSet`, with the files they import before them: what
 * `buf build --exclude-source-info` makes of the text, for reflection and for clients that load a schema at run time.
 *
 * @example descriptorSet(protobufModel(lock))
 */
export function descriptorSet(files: readonly ProtoFile[]): Uint8Array {
  const imports = [...new Set(files.flatMap((file) => file.imports))].sort();
  const file = [...imports.map(importedFile), ...files.map(fileDescriptor)];
  return toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file }));
}

const IMPORTED: Readonly<Record<string, { readonly proto: FileDescriptorProto }>> = {
  'google/protobuf/timestamp.proto': file_google_protobuf_timestamp,
  'google/protobuf/struct.proto': file_google_protobuf_struct,
};

/** A file of Google's, under the path that it is imported by. */
function importedFile(path: string): FileDescriptorProto {
  const known = IMPORTED[path];
  if (!known) throw new TypeError(`There is no descriptor of ${path}.`);
  return create(FileDescriptorProtoSchema, { ...known.proto, name: path });
}

function fileDescriptor({ path, package: name, imports, messages, enums, service }: ProtoFile): FileDescriptorProto {
  return create(FileDescriptorProtoSchema, {
    name: path,
    package: name,
    dependency: [...imports],
    syntax: 'proto3',
    messageType: messages.map(messageDescriptor),
    enumType: enums.map(enumDescriptor),
    service: service
      ? [
          create(ServiceDescriptorProtoSchema, {
            name: service.name,
            method: service.methods.map((method) => ({
              name: method.name,
              inputType: `.${method.input}`,
              outputType: `.${method.output}`,
            })),
          }),
        ]
      : [],
  });
}

function messageDescriptor(message: ProtoMessage): DescriptorProto {
  const declared = [...new Set(message.fields.flatMap(({ oneof }) => oneof ?? []))];
  // proto3 gives every optional field a oneof of its own, after those that are written.
  const presence = message.fields.filter(({ label }) => label === 'optional');
  const oneofs = [...declared, ...presence.map(({ name }) => `_${name}`)];
  const maps = message.fields.filter(({ label }) => label === 'map');
  return create(DescriptorProtoSchema, {
    name: message.name,
    field: message.fields.map((field) => fieldDescriptor(field, message, oneofs)),
    nestedType: [...maps.map(mapEntry), ...message.messages.map(messageDescriptor)],
    enumType: message.enums.map(enumDescriptor),
    oneofDecl: oneofs.map((name) => create(OneofDescriptorProtoSchema, { name })),
    // The end of a range of messages lies behind it, that of enums in it.
    reservedRange: numbersOf(message).map((number) => ({ start: number, end: number + 1 })),
    reservedName: namesOf(message),
  });
}

function fieldDescriptor(field: ProtoField, owner: ProtoMessage, oneofs: readonly string[]): FieldDescriptorProto {
  const { name, number, label, jsonName, oneof } = field;
  const isMap = label === 'map';
  const type: ProtoType = isMap ? { kind: 'message', name: `${owner.fullName}.${entryName(name)}` } : field.type;
  const index = oneofs.indexOf(oneof ?? `_${name}`);
  return create(FieldDescriptorProtoSchema, {
    name,
    number,
    jsonName,
    label: isMap || label === 'repeated' ? Label.REPEATED : Label.OPTIONAL,
    ...typeDescriptor(type),
    ...(index >= 0 && (oneof !== undefined || label === 'optional') && { oneofIndex: index }),
    ...(label === 'optional' && { proto3Optional: true }),
  });
}

const SCALARS = {
  string: Type.STRING,
  int64: Type.INT64,
  uint64: Type.UINT64,
  double: Type.DOUBLE,
  bool: Type.BOOL,
  bytes: Type.BYTES,
} as const;

const typeDescriptor = (type: ProtoType): { type: Type; typeName?: string } =>
  type.kind === 'scalar'
    ? { type: SCALARS[type.name] }
    : { type: type.kind === 'enum' ? Type.ENUM : Type.MESSAGE, typeName: `.${type.name}` };

/** `order_lines` → `OrderLinesEntry`, as protoc names the message of a map. */
const entryName = (field: string): string =>
  `${field
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')}Entry`;

function mapEntry({ name, type }: ProtoField): DescriptorProto {
  return create(DescriptorProtoSchema, {
    name: entryName(name),
    options: { mapEntry: true },
    field: [
      { name: 'key', jsonName: 'key', number: 1, label: Label.OPTIONAL, type: Type.STRING },
      { name: 'value', jsonName: 'value', number: 2, label: Label.OPTIONAL, ...typeDescriptor(type) },
    ],
  });
}

function enumDescriptor(each: ProtoEnum): EnumDescriptorProto {
  return create(EnumDescriptorProtoSchema, {
    name: each.name,
    value: each.values.map(({ name, number }) => ({ name, number })),
    reservedRange: numbersOf(each).map((number) => ({ start: number, end: number })),
    reservedName: namesOf(each),
  });
}

const numbersOf = ({ reserved }: Pick<ProtoMessage, 'reserved'>): number[] =>
  [...new Set(reserved.map(({ number }) => number))].sort((a, b) => a - b);

const namesOf = ({ reserved }: Pick<ProtoMessage, 'reserved'>): string[] => reserved.flatMap(({ name }) => name ?? []);
