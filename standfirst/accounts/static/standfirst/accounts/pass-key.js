// <pass-key data-kind="get|create" data-options="{…}" | data-options-from="/address/">: on submit, the form inside asks
// the browser for a passkey, and sends its answer in the field "credential". Without script, or without
// passkeys, it stays hidden: there are other ways to sign in.
const read = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const write = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const withBytes = (it) => ({ ...it, id: read(it.id) });
const FIELDS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function asked({ publicKey }) {
  return {
    ...publicKey,
    challenge: read(publicKey.challenge),
    ...(publicKey.user && { user: withBytes(publicKey.user) }),
    ...(publicKey.allowCredentials && { allowCredentials: publicKey.allowCredentials.map(withBytes) }),
    ...(publicKey.excludeCredentials && { excludeCredentials: publicKey.excludeCredentials.map(withBytes) }),
  };
}

function answered(credential) {
  const given = FIELDS.filter((name) => credential.response[name]).map((name) => [name, write(credential.response[name])]);
  return {
    id: credential.id,
    rawId: write(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(given),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

class PassKey extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential) return;
    this.hidden = false;
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask().catch(() => (this.querySelector("[role=alert][hidden], [role=alert].error").hidden = false));
    });
  }

  async ask() {
    const publicKey = asked(await this.options());
    const credential = await navigator.credentials[this.dataset.kind]({ publicKey });
    this.form.elements.credential.value = JSON.stringify(answered(credential));
    this.form.submit();
  }

  async options() {
    if (this.dataset.options) return JSON.parse(this.dataset.options);
    const answer = await fetch(this.dataset.optionsFrom, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  }
}

customElements.define("pass-key", PassKey);
