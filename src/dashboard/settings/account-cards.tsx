import {
  type AuditRow,
  ROLES,
  SCOPES,
  type TokenRow,
  type UserRow,
} from '../../accounts/account-types.js';
import { Card } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { ActionForm, ConfirmForm, Field, SelectField } from '../view/fields.js';
import type { RequestView } from '../view/request-view.js';

type CardProps<Field extends string, Row> = { readonly [Name in Field]: readonly Row[] } & {
  readonly view: RequestView;
};

export function UsersCard({ users, view }: CardProps<'users', UserRow>) {
  const { text, format } = view;
  const words = text.settings;
  return (
    <Card id="users" title={words.users} wide>
      <DataTable
        label={words.users}
        rows={users}
        columns={[
          { head: text.auth.name, cell: ({ name }) => name },
          { head: words.role, cell: ({ role }) => text.auth.roles[role] },
          {
            head: words.lastSignIn,
            cell: ({ lastSignInMs: atMs }) => (atMs === null ? '–' : format.dateTime(atMs)),
          },
          {
            head: words.actions,
            class: 'row-actions',
            cell: ({ name }) => (
              <>
                <ActionForm
                  action="/settings/users/reset"
                  fields={{ name }}
                  label={words.newPassword}
                  of={name}
                />
                <ConfirmForm
                  action="/settings/users/remove"
                  fields={{ name }}
                  label={words.remove}
                  of={name}
                  question={words.removeUser(name)}
                />
              </>
            ),
          },
        ]}
      />
      <form class="filter-form" method="post" action="/settings/users">
        <Field label={text.auth.name}>
          <input name="name" required maxlength={40} autocapitalize="none" autocomplete="off" />
        </Field>
        <SelectField
          label={words.role}
          name="role"
          options={ROLES.map((role) => [role, text.auth.roles[role]])}
        />
        <button type="submit">{words.addUser}</button>
      </form>
    </Card>
  );
}

export function TokensCard({ tokens, view }: CardProps<'tokens', TokenRow>) {
  const { format } = view;
  const words = view.text.settings;
  return (
    <Card id="tokens" title={words.tokens}>
      <p class="hint">
        {words.tokensHint} <a href="/api">{words.apiLink}</a>
      </p>
      <DataTable
        label={words.tokens}
        rows={tokens}
        empty={words.noTokens}
        columns={[
          { head: words.tokenName, cell: ({ name }) => name },
          { head: words.scope, cell: ({ scope }) => words.scopes[scope] },
          { head: words.origins, class: 'wrap', cell: ({ origins }) => origins.join(' ') || '–' },
          {
            head: words.lastUsed,
            cell: ({ lastUsedMs: atMs }) => (atMs === null ? '–' : format.dateTime(atMs)),
          },
          {
            head: words.actions,
            class: 'row-actions',
            cell: ({ id, name }) => (
              <ConfirmForm
                action="/settings/tokens/remove"
                fields={{ id: String(id) }}
                label={words.remove}
                of={name}
                question={words.removeToken(name)}
              />
            ),
          },
        ]}
      />
      <form class="filter-form" method="post" action="/settings/tokens">
        <Field label={words.tokenName}>
          <input name="name" required maxlength={40} autocomplete="off" />
        </Field>
        <SelectField
          label={words.scope}
          name="scope"
          options={SCOPES.map((scope) => [scope, words.scopes[scope]])}
        />
        <Field label={words.origins}>
          <input name="origins" maxlength={2000} autocomplete="off" placeholder="https://…" />
        </Field>
        <button type="submit">{words.addToken}</button>
      </form>
    </Card>
  );
}

export function AuditCard({ audit, view }: CardProps<'audit', AuditRow>) {
  const words = view.text.settings;
  const actions: Readonly<Record<string, string>> = words.auditActions;
  return (
    <Card id="audit" title={words.audit} wide>
      <DataTable
        label={words.audit}
        rows={audit}
        columns={[
          { head: view.text.events.when, cell: ({ atMs }) => view.format.dateTime(atMs) },
          { head: words.who, cell: ({ actor }) => actor },
          { head: words.what, cell: ({ action }) => actions[action] ?? action },
          { head: words.detail, class: 'wrap', cell: ({ detail }) => detail },
          { head: words.address, cell: ({ address }) => address },
        ]}
      />
    </Card>
  );
}
