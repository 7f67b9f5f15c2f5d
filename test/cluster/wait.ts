/** Asks until there is an answer, at most `seconds`; then throws with the last error and what `log` gives. */
export async function untilAnswers<T>(
  ask: () => Promise<T>,
  what: string,
  { seconds = 40, log }: { readonly seconds?: number; readonly log?: () => Promise<string> } = {},
): Promise<T> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > until) {
        const said = (await log?.())?.trim().split('\n').slice(-5).join('\n') ?? '';
        throw new Error(`${what} did not come up in ${seconds} s: ${String(error)}\n${said}`);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
