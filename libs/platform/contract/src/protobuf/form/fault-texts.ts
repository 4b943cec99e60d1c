export const ENUM_REMEDY =
  'Choose values of letters, digits and underscores that differ in more than case, or use openEnum(…).';
export const FIELD_REMEDY = 'Use names that begin with a letter and differ in letters and digits.';
export const THREE_STATES = [
  'can be missing and can be null, which are three states where protobuf has two',
  'Use either .optional() (or a default) or .nullable().',
] as const;
