import { type Copy, DockerfileParser, type Entrypoint, type Env, type From, type Instruction } from 'dockerfile-ast';

export type Step =
  | { readonly kind: 'run'; readonly command: string }
  | {
      readonly kind: 'copy';
      /** A stage's name; null is the build context. */
      readonly from: string | null;
      readonly sources: readonly string[];
      readonly target: string;
    }
  | { readonly kind: 'workdir'; readonly path: string }
  | { readonly kind: 'env'; readonly name: string; readonly value: string }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'entrypoint'; readonly argv: readonly string[] };

export interface Stage {
  readonly name: string | null;
  /** `node:24.21.0-trixie-slim`, or the name of a stage above. */
  readonly image: string;
  readonly steps: readonly Step[];
}

/** The stages of a Dockerfile. Throws for an instruction, or a form of one, that the tests' builder does not know. */
export function readDockerfile(text: string): readonly Stage[] {
  const stages: { name: string | null; image: string; steps: Step[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') {
      const from = instruction as From;
      stages.push({ name: from.getBuildStage(), image: from.getImage() ?? '', steps: [] });
    } else stages.at(-1)?.steps.push(...stepsOf(instruction));
  }
  return stages;
}

function stepsOf(instruction: Instruction): readonly Step[] {
  const words = instruction.getArguments().map((argument) => argument.getValue());
  const content = instruction.getArgumentsContent() ?? '';
  switch (instruction.getKeyword()) {
    case 'RUN':
      if (/^\s*(?:\[|--|<<)/.test(content)) throw unknown(instruction);
      return [{ kind: 'run', command: content }];
    case 'COPY':
      return [copyStep(instruction as Copy, words)];
    case 'WORKDIR':
      return [{ kind: 'workdir', path: content }];
    case 'USER':
      return [{ kind: 'user', user: content }];
    case 'ENV':
      return (instruction as Env).getProperties().map((property) => ({
        kind: 'env',
        name: property.getName(),
        value: property.getValue() ?? '',
      }));
    case 'ENTRYPOINT': {
      const argv = (instruction as Entrypoint).getJSONStrings().map((word) => word.getJSONValue());
      if (argv.length === 0) throw unknown(instruction);
      return [{ kind: 'entrypoint', argv }];
    }
    default:
      throw unknown(instruction);
  }
}

function copyStep(instruction: Copy, words: readonly string[]): Step {
  const flags = instruction.getFlags();
  const from = instruction.getFromFlag();
  if (flags.length > (from === null ? 0 : 1) || words.length < 2) throw unknown(instruction);
  return { kind: 'copy', from: from?.getValue() ?? null, sources: words.slice(0, -1), target: words.at(-1) ?? '' };
}

const unknown = (instruction: Instruction): Error =>
  new Error(`Dockerfile: the tests' builder does not know this form of ${instruction.toString()}`);
