// <gift-words>, around the button of the form to give: says on it what will happen, keeps the line about the fee in
// step with the amount, and lets a typed amount and a suggested one replace each other. Where it cannot read the amount for
// sure, and without script, the field `ask` stays: the next page says what will happen before the provider's.
class GiftWords extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.button = this.querySelector("button");
    this.plain = this.button.textContent;
    this.form.addEventListener("input", (event) => this.update(event.target));
    this.update();
  }

  update(changed) {
    const own = this.form.elements.own;
    const rows = [...this.form.querySelectorAll('[name="once"], [name="regular"], [name="yearly"]')];
    if (changed === own && own.value.trim()) for (const row of rows) row.checked = false;
    if (rows.includes(changed)) own.value = "";
    const how = this.form.elements.how.value;
    const name = { once: "once", month: "regular", year: "yearly" }[how];
    const amount = this.read(own.value.trim() || this.form.elements[name]?.value || "");
    this.form.elements.ask.disabled = Boolean(amount);
    this.button.textContent = amount ? this.dataset[how].replace("{amount}", this.written(this.taken(amount))) : this.plain;
    const line = this.form.querySelector("[data-fee]");
    if (line) line.textContent = amount ? this.about(line.dataset.fee, amount) : line.dataset.unread;
  }

  // As every language reads it; the rest is left to the server, which knows that of the page.
  read(typed) {
    const most = Math.min(2, this.dataset.exponent);
    const shape = new RegExp(`^\\d{1,9}${most ? `([.,]\\d{1,${most}})?` : ""}$`);
    return shape.test(typed) ? Number(typed.replace(",", ".")) : 0;
  }

  about(words, amount) {
    return words.replace("{cover}", this.written(this.cover(amount))).replace("{amount}", this.written(amount));
  }

  taken(amount) {
    const isTransfer = this.form.elements.transfer?.value === "1";
    return this.form.elements.cover.checked && !isTransfer ? this.charged(amount) : amount;
  }

  cover(amount) {
    const units = 10 ** this.dataset.exponent;
    return (Math.round(this.charged(amount) * units) - Math.round(amount * units)) / units;
  }

  // As cover_for in services/giving.py: the fee is taken of the cover as well.
  charged(amount) {
    const { percent, fixed, exponent, step } = this.dataset;
    const minor = Math.round(amount * 10 ** exponent);
    return (Math.ceil(((minor + Number(fixed)) * 10000) / ((10000 - Math.round(percent * 100)) * step)) * step) / 10 ** exponent;
  }

  written(amount) {
    const digits = Number.isInteger(amount) ? 0 : Number(this.dataset.exponent);
    const form = { style: "currency", currency: this.dataset.currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`, form).format(amount);
  }
}

customElements.define("gift-words", GiftWords);
