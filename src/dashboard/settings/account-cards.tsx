import {
  type AuditRow,
  ROLES,
  SCOPES,
  type TokenRow,
  type UserRow,
} from '../../accounts/account-types.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';

type CardProps<Field extends string, Row> = { readonly [Name in Field]: readonly Row[] } & {
  readonly view: RequestView;
};

/** A button that acts on one row; no link may change anything. */
function RowButton({
  action,
  name,
  value,
  label,
}: Record<'action' | 'name' | 'value' | 'label', string>) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name={name} value={value} />
      <button class="quiet" type="submit" aria-label={`${label}: ${value}`}>
        {label}
      </button>
    </form>
  );
}

export function UsersCard({ users, view }: CardProps<'users', UserRow>) {
  const { text, format } = view;
  const words = text.settings;
  return (
    <section class="card wide" aria-labelledby="users-title">
      <h2 id="users-title">{words.users}</h2>
      <TableScroll label={words.users}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.auth.name}</th>
              <th scope="col">{words.role}</th>
              <th scope="col">{words.lastSignIn}</th>
              <th scope="col">{words.actions}</th>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <tr>
                <th scope="row">{user.name}</th>
                <td>{text.auth.roles[user.role]}</td>
                <td>{user.lastSignInMs === null ? '–' : format.dateTime(user.lastSignInMs)}</td>
                <td class="row-actions">
                  <RowButton
                    action="/settings/users/reset"
                    name="name"
                    value={user.name}
                    label={words.newPassword}
                  />
                  <RowButton
                    action="/settings/users/remove"
                    name="name"
                    value={user.name}
                    label={words.remove}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      <form class="filter-form" method="post" action="/settings/users">
        <label>
          <span>{text.auth.name}</span>
          <input name="name" required maxlength={40} autocapitalize="none" autocomplete="off" />
        </label>
        <label>
          <span>{words.role}</span>
          <select name="role">
            {ROLES.map((role) => (
              <option value={role}>{text.auth.roles[role]}</option>
            ))}
          </select>
        </label>
        <button type="submit">{words.addUser}</button>
      </form>
    </section>
  );
}

export function TokensCard({ tokens, view }: CardProps<'tokens', TokenRow>) {
  const { text, format } = view;
  const words = text.settings;
  return (
    <section class="card" aria-labelledby="tokens-title">
      <h2 id="tokens-title">{words.tokens}</h2>
      <p class="hint">
        {words.tokensHint} <a href="/api">{words.apiLink}</a>
      </p>
      {tokens.length > 0 ? (
        <TableScroll label={words.tokens}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.tokenName}</th>
                <th scope="col">{words.scope}</th>
                <th scope="col">{words.lastUsed}</th>
                <th scope="col">{words.actions}</th>
              </tr>
            </thead>
            <tbody>
              {tokens.map((token) => (
                <tr>
                  <th scope="row">{token.name}</th>
                  <td>{words.scopes[token.scope]}</td>
                  <td>{token.lastUsedMs === null ? '–' : format.dateTime(token.lastUsedMs)}</td>
                  <td class="row-actions">
                    <RowButton
                      action="/settings/tokens/remove"
                      name="id"
                      value={String(token.id)}
                      label={words.remove}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      ) : null}
      <form class="filter-form" method="post" action="/settings/tokens">
        <label>
          <span>{words.tokenName}</span>
          <input name="name" required maxlength={40} autocomplete="off" />
        </label>
        <label>
          <span>{words.scope}</span>
          <select name="scope">
            {SCOPES.map((scope) => (
              <option value={scope}>{words.scopes[scope]}</option>
            ))}
          </select>
        </label>
        <button type="submit">{words.addToken}</button>
      </form>
    </section>
  );
}

export function AuditCard({ audit, view }: CardProps<'audit', AuditRow>) {
  const words = view.text.settings;
  const actions: Readonly<Record<string, string>> = words.auditActions;
  return (
    <section class="card wide" aria-labelledby="audit-title">
      <h2 id="audit-title">{words.audit}</h2>
      <TableScroll label={words.audit}>
        <table>
          <thead>
            <tr>
              <th scope="col">{view.text.events.when}</th>
              <th scope="col">{words.who}</th>
              <th scope="col">{words.what}</th>
              <th scope="col">{words.detail}</th>
              <th scope="col">{words.address}</th>
            </tr>
          </thead>
          <tbody>
            {audit.map((row) => (
              <tr>
                <td>{view.format.dateTime(row.atMs)}</td>
                <td>{row.actor}</td>
                <td>{actions[row.action] ?? row.action}</td>
                <td class="wrap">{row.detail}</td>
                <td>{row.address}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </section>
  );
}
