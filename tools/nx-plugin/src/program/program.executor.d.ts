/** Runs the program of a target with what was typed behind its name. */
export default function runProgram(
  options: { readonly __unparsed__?: readonly string[]; readonly [option: string]: unknown },
  context: {
    readonly root: string;
    readonly target: {
      readonly options: { readonly program: string; readonly args?: readonly string[]; readonly own?: boolean };
    };
  },
): Promise<{ readonly success: boolean }>;
