import type { KeyPair } from './certificates.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A kubeconfig with everything in it; JSON, which is YAML as well. */
export function kubeconfig(server: string, authority: string, user: KeyPair | { readonly token: string }): string {
  const credentials =
    'token' in user
      ? { token: user.token }
      : { 'client-certificate-data': base64(user.certificate), 'client-key-data': base64(user.key) };
  return `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'lab', cluster: { server, 'certificate-authority-data': base64(authority) } }],
      users: [{ name: 'user', user: credentials }],
      contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'user' } }],
      'current-context': 'lab',
    },
    null,
    2,
  )}\n`;
}
