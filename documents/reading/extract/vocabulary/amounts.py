"""The words that label amounts."""

from __future__ import annotations

from enum import StrEnum


class Concept(StrEnum):
    """What a phrase of an amount's label says; several together make the meaning of the label.

    TAX with TOTAL is the tax, TAX with INCLUSIVE and TOTAL the sum with it.
    """

    TOTAL = "total"
    AMOUNT = "amount"  # weaker than a total: heads columns, too
    SUBTOTAL = "subtotal"
    TAX = "tax"
    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"
    NETT = "nett"  # "net" in English tills is the sum to pay, in invoices the sum before tax
    DUE = "due"
    CASH = "cash"
    CHANGE = "change"
    ROUNDING = "rounding"
    DISCOUNT = "discount"
    CHARGE = "charge"
    PREPAID = "prepaid"
    PREVIOUS = "previous"
    COUNT = "count"
    PRICE = "price"
    TAXABLE = "taxable"
    SUMMARY = "summary"
    IDENTIFIER = "identifier"
    OTHER_SUM = "other_sum"  # points, limits, capital of the company, penalties: never a total


AMOUNT_WORDS: dict[Concept, dict[str, str]] = {
    Concept.TOTAL: {
        "en": "total|grand total|invoice total|total amount|total sales|total for this invoice|total amt|invoice amount|ttl",
        "ms": "jumlah|jumlah besar",
        "de": "gesamt|gesamtbetrag|summe|gesamtsumme|endbetrag|endsumme|rechnungsbetrag|rechnungssumme|total|"
        "steuerbetrag gesamt|rechnungsendbetrag|rechnungsendsumme|belegsumme",
        "fr": "total|montant total|total general",
        "nl": "totaal|totaalbedrag|eindtotaal|factuurbedrag|totaal bedrag|factuurtotaal",
        "es": "total|importe total|total factura|monto total",
        "it": "totale|importo totale|totale fattura|totale documento|totale complessivo",
        "pt": "total|valor total|total geral|total do documento",
        "af": "totaal|totale bedrag|groottotaal|faktuurtotaal",
    },
    Concept.AMOUNT: {
        "en": "amount|sum|amt|value|charges",
        "de": "betrag|wert",
        "fr": "montant|somme",
        "nl": "bedrag",
        "es": "importe|suma|monto",
        "it": "importo|somma",
        "pt": "montante|importancia|valor",
        "af": "bedrag",
    },
    Concept.SUBTOTAL: {
        "en": "subtotal|sub total|sub ttl|items total|merchandise total|total before discount",
        "de": "zwischensumme|positionssumme|summe positionen|warenwert|zwischentotal",
        "fr": "sous total|total partiel|total intermediaire",
        "nl": "subtotaal|sub totaal|tussentotaal",
        "es": "subtotal|sub total|suma parcial",
        "it": "subtotale|totale parziale|totale merce|sub totale",
        "pt": "subtotal|sub total|total parcial|total iliquido",
        "af": "subtotaal|sub totaal",
    },
    Concept.TAX: {
        "en": "tax|vat|gst|sst|hst|pst|qst|sales tax|service tax|v a t|g s t|cgst|sgst|igst|tax amount|vat amount",
        "ms": "cukai|cbp",
        "de": "mwst|ust|umsatzsteuer|mehrwertsteuer|steuer|steuerbetrag|mwst betrag|ust betrag|vorsteuer|u st|m w st|usteuer",
        "fr": "tva|taxe|taxes|t v a|tps|tvq|montant tva",
        "nl": "btw|belasting|b t w|omzetbelasting|btw bedrag",
        "es": "iva|impuesto|impuestos|i v a|igic|cuota|cuota iva|itbis|igv",
        "it": "iva|imposta|imposte|i v a|di cui iva|totale iva|totale imposta",
        "pt": "iva|imposto|impostos|i v a|total iva|icms",
        "af": "btw|belasting|b t w",
    },
    Concept.INCLUSIVE: {
        "en": "incl|inclusive|including|inc|gross|includes|with tax|after tax|tax included",
        "ms": "termasuk",
        "de": "inkl|inklusive|brutto|bruttobetrag|bruttosumme|gesamtbrutto|incl|einschliesslich|gesamtbetrag brutto|einschl",
        "fr": "ttc|t t c|toutes taxes comprises|tvac|tva comprise|tvai|brut|tva incl|tva incluse",
        "nl": "incl|inclusief|inkl|bruto",
        "es": "incluido|iva incluido|con iva|incl|bruto|impuestos incluidos",
        "it": "ivato|iva inclusa|lordo|incl|iva compresa|con iva",
        "pt": "com iva|iva incluido|incl|bruto|c iva|com impostos",
        "af": "ingesluit|insluitend|insl|ingesl|bruto",
    },
    Concept.EXCLUSIVE: {
        "en": "excl|exclusive|excluding|ex|before tax|before vat|without tax|excl vat|pre tax|amount untaxed|untaxed amount",
        "ms": "tidak termasuk",
        "de": "netto|nettobetrag|nettosumme|nettowert|ohne|zzgl|exkl|exklusive|gesamtbetrag netto|ohne mwst|gesamtnetto|"
        "steuerbasisbetrag|netto summe|summe netto|rechnungssumme ohne|vor steuern",
        "fr": "ht|h t|hors taxe|hors taxes|hors tva|htva|h tva|net ht|base ht|tvae",
        "nl": "excl|exclusief|ex btw|netto|zonder btw|excl btw",
        "es": "sin iva|base imponible|neto|base|excl|sin impuestos|antes de impuestos",
        "it": "imponibile|totale imponibile|senza iva|netto|escl|iva esclusa|al netto",
        "pt": "sem iva|base tributavel|valor liquido|liquido|incidencia|base de incidencia|s iva|excl|total liquido",
        "af": "uitgesluit|uitsluitend|uitgesl|uitsl|netto|voor btw|sonder btw",
    },
    Concept.NETT: {"en": "nett|net|net total|net amount|nett total", "fr": "net"},
    Concept.DUE: {
        "en": "due|payable|to pay|to be paid|amount to be paid|total to be paid|rounded total|total rounded|total after rounding|after rounding|amount due|balance due|total due|balance|amount owing|please pay|pay this amount|total payable|"
        "outstanding|amount payable|bill amount|bill total|amount to pay|now due|final total|final amount",
        "ms": "perlu dibayar|jumlah perlu dibayar",
        "de": "zahlbetrag|zu zahlen|faelliger betrag|zahlbar|zahlungsbetrag|zu zahlender betrag|offener betrag|zu bezahlen|"
        "restbetrag|faellig|fallig|falliger betrag|noch zu zahlen|ueberweisungsbetrag|offen|zu begleichen",
        "fr": "a payer|net a payer|montant du|solde du|reste a payer|solde a payer|du|montant a payer|total a payer|reste du",
        "nl": "te betalen|te voldoen|verschuldigd|openstaand|nog te betalen|te betalen bedrag|openstaand bedrag",
        "es": "a pagar|total a pagar|importe a pagar|pendiente|saldo|adeudado|importe debido|saldo pendiente|neto a pagar",
        "it": "da pagare|totale da pagare|netto a pagare|dovuto|a pagare|importo dovuto|saldo|totale a pagare|importo da pagare",
        "pt": "a pagar|total a pagar|valor a pagar|em divida|saldo|montante a pagar|valor em divida|liquido a pagar",
        "af": "betaalbaar|verskuldig|bedrag verskuldig|te betaal|uitstaande|bedrag betaalbaar|balans verskuldig",
    },
    Concept.CASH: {
        "en": "cash|accepted|accepted total|tendered|tender|paid|visa|mastercard|master card|master|credit card|debit card|card|payment|received|cheque|"
        "amount paid|cash received|amex|eftpos|nets|bank card|pay cash|cash tendered|paid amount|payments|ewallet|paywave|debit|"
        "customer payment|amount tendered|paypal|gift card|voucher|mydebit|touch n go|grabpay|boost",
        "ms": "tunai|bayar|bayaran|dibayar",
        "de": "bar|bezahlt|gegeben|barzahlung|karte|ec karte|kreditkarte|girocard|kartenzahlung|gezahlt|ec cash|bar gegeben",
        "fr": "especes|paye|carte|carte bancaire|cb|regle|cheque|recu|carte bleue|reglement|acquitte",
        "nl": "contant|betaald|pin|pinnen|kontant|ideal|bankpas|voldaan|bancontact",
        "es": "efectivo|pagado|tarjeta|entregado|contado|recibido|entrega",
        "it": "contanti|contante|pagato|carta|bancomat|pagamento contante|pagamento elettronico|importo pagato",
        "pt": "dinheiro|pago|cartao|multibanco|numerario|entregue|recebido|mbway",
        "af": "kontant|betaal|kaart|ontvang|kontant ontvang",
    },
    Concept.CHANGE: {
        "en": "change|change due|your change|cash change|balance change",
        "ms": "baki|baki tunai",
        "de": "rueckgeld|ruckgeld|wechselgeld|zurueck|zuruck|rueck",
        "fr": "rendu|monnaie|a rendre|rendu monnaie|monnaie rendue",
        "nl": "wisselgeld|terug|retour|teruggave",
        "es": "cambio|vuelto|devolucion|su cambio|vuelta",
        "it": "resto|resto contante",
        "pt": "troco",
        "af": "kleingeld",
    },
    Concept.ROUNDING: {
        "en": "rounding|round adj|rounding adj|rounding adjustment|round|rnd|rndg|round off|cash rounding|rounding adjust|roundind",
        "ms": "pembundaran|pelarasan|penggenapan",
        "de": "rundung|rundungsdifferenz|rundungsbetrag",
        "fr": "arrondi|arrondis",
        "nl": "afronding|afrondingsverschil",
        "es": "redondeo",
        "it": "arrotondamento",
        "pt": "arredondamento",
        "af": "afronding",
    },
    Concept.DISCOUNT: {
        "en": "discount|disc|savings|saving|saved|rebate|less|member discount|promo|promotion|you save|allowance|coupon|offer",
        "ms": "diskaun|potongan|jimat",
        "de": "rabatt|skonto|nachlass|abschlag|abschlaege|gutschein|ersparnis|abzug|abzueglich|preisnachlass",
        "fr": "remise|rabais|escompte|reduction|ristourne|remises",
        "nl": "korting|kortingen",
        "es": "descuento|dto|descuentos|bonificacion|rebaja",
        "it": "sconto|sconti|abbuono",
        "pt": "desconto|descontos|desc",
        "af": "korting|afslag|besparing",
    },
    Concept.CHARGE: {
        "en": "service charge|serv chg|svc chg|svc|shipping|delivery|freight|handling|postage|tip|gratuity|serv charge|"
        "svc charge|srv chg|surcharge|delivery fee|shipping cost|s h",
        "de": "versand|versandkosten|porto|zuschlag|zuschlaege|fracht|frachtkosten|trinkgeld|lieferkosten|verpackung",
        "fr": "frais de port|port|livraison|expedition|frais|pourboire|transport|emballage",
        "nl": "verzendkosten|bezorgkosten|toeslag|fooi|vracht|administratiekosten",
        "es": "gastos de envio|envio|portes|propina|recargo|transporte|suplidos",
        "it": "spese di spedizione|spedizione|trasporto|spese|mancia|coperto|bollo|spese incasso",
        "pt": "portes|envio|transporte|gorjeta|despesas|taxa de servico",
        "af": "aflewering|versending|fooi|versendingskoste|diensfooi",
    },
    Concept.PREPAID: {
        "en": "deposit|prepaid|prepayment|advance|less payment|amount already paid|deposit paid|payments received|paid to date|"
        "credits|credit applied|less deposit|amount received",
        "de": "anzahlung|anzahlungen|erhaltene anzahlungen|vorauszahlung|bereits bezahlt|abschlagszahlung|geleistete zahlungen|"
        "teilzahlung|bereits gezahlt|vorauszahlungen",
        "fr": "acompte|acomptes|avance|deja paye|deja regle|acompte verse|arrhes",
        "nl": "aanbetaling|vooruitbetaald|reeds betaald|voorschot|voorschotten",
        "es": "anticipo|a cuenta|senal|ya pagado|anticipos|pagos a cuenta",
        "it": "acconto|anticipo|gia pagato|acconti|caparra",
        "pt": "adiantamento|sinal|ja pago|adiantamentos|pagamento parcial",
        "af": "deposito|vooruitbetaling|reeds betaal",
    },
    Concept.PREVIOUS: {
        "en": "previous balance|previous unpaid balance|balance forward|brought forward|last bill|previous unpaid|balance b f|arrears|"
        "opening balance|previous amount",
        "de": "uebertrag|saldovortrag|vortrag|letzte rechnung|alter saldo",
        "fr": "solde precedent|report|ancien solde|solde anterieur|a reporter",
        "nl": "vorig saldo|transport|vorige factuur|overdracht",
        "es": "saldo anterior|suma anterior|suma y sigue",
        "it": "saldo precedente|riporto|da riportare",
        "pt": "saldo anterior|transporte anterior|a transportar",
        "af": "vorige balans|balans oorgedra|vorige saldo",
    },
    Concept.COUNT: {
        "en": "qty|quantity|items|item|item count|item s|pcs|count|no of items|units|total items|total qty|covers|pax|guests|"
        "no of item|total quantity|hours|pieces|number of items|bill count|total item",
        "ms": "kuantiti|bil",
        "de": "menge|anzahl|stueck|stk|artikel|anzahl artikel|positionen",
        "fr": "quantite|qte|articles|nombre|nombre d articles|nb articles|article|nbre",
        "nl": "aantal|stuks|artikelen|aantal artikelen|artikel",
        "es": "cantidad|articulos|unidades|uds|cant|articulo",
        "it": "quantita|pezzi|articoli|qta|numero pezzi|n pezzi|colli",
        "pt": "quantidade|qtd|artigos|unidades|quant|artigo",
        "af": "hoeveelheid|items|aantal",
    },
    Concept.PRICE: {
        "en": "price|unit price|rate|u price|u p|unit cost|each|per unit|s price|u price rm",
        "de": "preis|einzelpreis|stueckpreis|e preis|ep|vk preis|listenpreis|nettopreis",
        "fr": "prix|prix unitaire|p u|pu|prix unit|tarif",
        "nl": "prijs|prijs per stuk|stukprijs|eenheidsprijs|tarief",
        "es": "precio|precio unitario|p unit|tarifa|p u",
        "it": "prezzo|prezzo unitario|p unitario|tariffa",
        "pt": "preco|preco unitario|p unit|preco unit|p unitario",
        "af": "prys|eenheidsprys|tarief",
    },
    Concept.TAXABLE: {
        "en": "taxable|taxable amount|taxable amt|taxable value|vatable|taxable sales|amount subject to|gst able|relief|exempt|"
        "zero rated|non taxable|standard rated|zero rate|tax base|tax basis|sr amount|zrl|zr|zre|sr",
        "de": "steuerpflichtig|bemessungsgrundlage|basisbetrag|steuerfrei|auf netto|steuerbasis",
        "fr": "base tva|assiette|base imposable|montant soumis|exonere",
        "nl": "btw grondslag|grondslag|maatstaf|over|belastbaar",
        "es": "base imponible|exento|no sujeto",
        "it": "esente|non imponibile|base imponibile",
        "pt": "isento|nao sujeito|base tributavel",
        "af": "belasbaar|belasbare bedrag|vrygestel",
    },
    Concept.SUMMARY: {
        "en": "gst summary|tax summary|vat summary|summary|gst analysis|tax code|tax rate|vat analysis|gst code|code|rate|gst tax code",
        "de": "umsatzsteueraufschluesselung|steueraufstellung|aufschluesselung|steuersatz|mwst satz",
        "fr": "ventilation|taux|detail tva|taux tva|recapitulatif tva",
        "nl": "btw specificatie|specificatie|btw overzicht|btw tarief",
        "es": "desglose|resumen|tipo iva|desglose iva|tipo",
        "it": "riepilogo|aliquota|riepilogo iva|castelletto iva",
        "pt": "resumo|taxa|resumo iva|quadro resumo|resumo do iva",
        "af": "opsomming|btw opsomming|koers",
    },
    Concept.IDENTIFIER: {
        "en": "tax invoice|tax id|vat no|vat number|gst no|gst id|gst reg|gst reg no|gst registration|tax no|reg no|vat reg|vat id|"
        "registration|vat reg no|company no|tax number|vat registration|gst registration no|gst reg number|invoice no|"
        "tax invoice no|co reg|account|order|phone|tel|fax|no gst|id gst|cin|pan|gstin|ein|id no",
        "de": "ust id|ust idnr|steuernummer|steuer nr|steuernr|ustid|ust id nr|hrb|handelsregister|konto|blz|rechnungsnummer",
        "fr": "no tva|numero de tva|tva intracommunautaire|n tva|siret|siren|rcs|tva intra|no de tva|capital",
        "nl": "btw nummer|btw nr|kvk|btw id|btwnummer|kvk nummer|rekeningnummer",
        "es": "nif|cif|n i f|c i f|registro mercantil",
        "it": "partita iva|p iva|cod fisc|codice fiscale|p i|c f|rea|cap soc|capitale sociale",
        "pt": "contribuinte|nif|nipc|n contribuinte|capital social|matricula",
        "af": "btw nommer|btw nr|btw reg|belastingnommer|reg nr",
    },
    Concept.OTHER_SUM: {
        "en": "points|point|late fee|interest|minimum|capital|credit limit|loyalty|points earned|reward|rewards|litre|per litre|"
        "exchange rate|member|bonus|change rate|estimated|average",
        "de": "stammkapital|saeumnis|mahngebuehr|grundkapital|punkte|kurs|mahnkosten|bruttolistenpreis",
        "fr": "capital|penalite|indemnite|indemnite forfaitaire|au capital|points|penalites",
        "nl": "punten|rente|boete|incassokosten|zegels",
        "es": "puntos|recargo por demora|capital|retencion|irpf",
        "it": "punti|capitale|ritenuta|mora|interessi|ritenuta d acconto",
        "pt": "pontos|juros|multa|retencao|capital",
        "af": "punte|rente|boete",
    },
}
