import pLimit from 'p-limit';
import type { Permission } from '../../src/collect/cluster/permissions.ts';
import type { RealCluster } from './real-cluster.ts';

/** One question to the API server's authorizer. `namespace` null: in the whole cluster. */
interface Question {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
}

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
/** Verbs that only mean something for these. */
const MORE_VERBS: Readonly<Record<string, readonly string[]>> = {
  roles: ['bind', 'escalate'],
  clusterroles: ['bind', 'escalate'],
  serviceaccounts: ['impersonate'],
};

interface ResourceList {
  readonly resources: readonly { readonly name: string; readonly namespaced: boolean }[];
}

/** Every kind that the server serves with every verb, in the whole cluster and in each of these namespaces. */
export async function everyQuestion(cluster: RealCluster, namespaces: readonly string[]): Promise<readonly Question[]> {
  const { groups } = (await cluster.api.get('/apis')) as unknown as {
    readonly groups: readonly { readonly name: string; readonly preferredVersion: { readonly groupVersion: string } }[];
  };
  const lists = [
    { group: '', path: '/api/v1' },
    ...groups.map(({ name, preferredVersion }) => ({ group: name, path: `/apis/${preferredVersion.groupVersion}` })),
  ];
  const questions: Question[] = [];
  for (const { group, path } of lists) {
    const { resources } = (await cluster.api.get(path)) as unknown as ResourceList;
    for (const { name, namespaced } of resources) {
      const [resource = '', subresource = null] = name.split('/');
      for (const namespace of namespaced ? [null, ...namespaces] : [null])
        for (const verb of [...VERBS, ...(MORE_VERBS[name] ?? [])])
          questions.push({ verb, group, resource, subresource, namespace, name: null });
    }
  }
  return questions;
}

/** The questions that a ServiceAccount's user gets a yes to, one a line. */
export async function answeredYes(
  cluster: RealCluster,
  account: { readonly namespace: string; readonly name: string },
  questions: readonly Question[],
): Promise<ReadonlySet<string>> {
  const user = `system:serviceaccount:${account.namespace}:${account.name}`;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`, 'system:authenticated'];
  const few = pLimit(8);
  const yes = new Set<string>();
  await Promise.all(
    questions.map((question) =>
      few(async () => {
        const { verb, group, resource, subresource, namespace, name } = question;
        const resourceAttributes = {
          ...{ verb, group, resource, version: '*' },
          ...(subresource === null ? {} : { subresource }),
          ...(namespace === null ? {} : { namespace }),
          ...(name === null ? {} : { name }),
        };
        const review = await cluster.api.create('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
          spec: { user, groups, resourceAttributes },
        });
        if ((review.status as { readonly allowed?: boolean }).allowed === true) yes.add(asLine(question));
      }),
    ),
  );
  return yes;
}

/** The questions that permissions say yes to. */
export const grantedTo = (permissions: readonly Permission[], questions: readonly Question[]): ReadonlySet<string> =>
  new Set(questions.filter((question) => permissions.some((one) => covers(one, question))).map(asLine));

/** Those about the single objects that permissions name, and one that nobody may see. */
export const namedQuestions = (permissions: readonly Permission[]): readonly Question[] =>
  permissions.flatMap(({ verb, group, resource, subresource = null, namespace, names }) =>
    names === undefined
      ? []
      : [...names, 'somebody-elses'].map((name) => ({ verb, group, resource, subresource, namespace, name })),
  );

function covers(permission: Permission, question: Question): boolean {
  const { verb, group, resource, subresource = null, namespace, names } = permission;
  return (
    verb === question.verb &&
    (group === '*' || group === question.group) &&
    resource === question.resource &&
    subresource === question.subresource &&
    (namespace === null || namespace === question.namespace) &&
    (names === undefined || (question.name !== null && names.includes(question.name)))
  );
}

const asLine = ({ verb, group, resource, subresource, namespace, name }: Question): string =>
  `${verb} ${resource}${subresource === null ? '' : `/${subresource}`}${group === '' ? '' : `.${group}`}${name === null ? '' : ` ${name}`}${namespace === null ? '' : ` in ${namespace}`}`;
