import { registerHooks } from 'node:module';

/** What GitHub's own parser says is wrong with a workflow. */
export async function githubErrors(content: string): Promise<readonly string[]> {
  // The parser imports its schema as bundlers allow it; Node wants to be told that it is JSON.
  const hooks = registerHooks({
    load: (url, context, next) =>
      next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
  });
  try {
    const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');
    const { context, value } = parseWorkflow({ name: 'netlint.yml', content }, new NoOperationTraceWriter());
    if (value !== undefined) await convertWorkflowTemplate(context, value);
    return context.errors.getErrors().map(({ message }) => message);
  } finally {
    hooks.deregister();
  }
}
