"""The words that label numbers and dates."""

from __future__ import annotations

from enum import StrEnum


class Heading(StrEnum):
    """What a label announces, apart from amounts and parties."""

    INVOICE_NUMBER = "invoice_number"
    RECEIPT_NUMBER = "receipt_number"
    OTHER_NUMBER = "other_number"  # order, customer, account, delivery, phone...
    DATE = "date"  # a date, no more said
    INVOICE_DATE = "invoice_date"
    DUE_DATE = "due_date"
    OTHER_DATE = "other_date"  # order, delivery, period, print...
    TAX_NUMBER = "tax_number"  # of whoever stands near
    REGISTRATION = "registration"  # in a company register: no tax number
    IBAN = "iban"


HEADINGS: dict[Heading, dict[str, str]] = {
    Heading.INVOICE_NUMBER: {
        "en": "invoice no|invoice number|invoice|invoice id|inv no|inv|inv number|tax invoice no|tax invoice number|tax invoice|"
        "invoice ref|invoice nr|invoice num|credit note no|credit note number|credit note|document number|document no|doc no|"
        "bill no|bill number|invoice reference|our invoice|vat invoice|sales invoice|sales invoice no|bill id|proforma invoice",
        "ms": "no invois|invois",
        "de": "rechnungsnummer|rechnungsnr|rechnung nr|rechnung|rechnungs nr|rechnung nummer|re nr|belegnummer|belegnr|beleg nr|"
        "gutschriftsnummer|gutschrift nr|handelsrechnung nr|rechnungs no|rechnungskorrektur nr|gutschrift|mietrechnung nr|"
        "dokumentnummer|rg nr|rechnungnr|abrechnungsnummer|fakturanummer|faktura nr|rechnung no|handelsrechnung",
        "fr": "facture n|facture no|numero de facture|facture|n facture|n de facture|no facture|facture numero|avoir n|no de facture|"
        "reference facture|numero facture|n piece|numero de piece|facture nr",
        "nl": "factuurnummer|factuurnr|factuur nr|factuur nummer|factuur|nota nummer|notanummer|creditnotanummer|factuur no",
        "es": "factura n|numero de factura|factura no|factura|n factura|n de factura|factura num|num factura|no de factura|"
        "factura numero|numero factura|no factura|nro factura|factura nro|serie y numero",
        "it": "fattura n|numero fattura|fattura|fattura nr|fattura numero|n fattura|n documento|numero documento|documento n|"
        "fattura no|nr fattura|nota di credito n|numero doc",
        "pt": "fatura n|fatura no|numero da fatura|fatura|n fatura|factura n|n da fatura|fatura recibo|fatura numero|n documento|"
        "nota de credito n|documento n|fatura nr",
        "af": "faktuurnommer|faktuur nr|faktuur no|faktuur|faktuur nommer|belastingfaktuur|belastingfaktuur nr|faktuurnr",
    },
    Heading.RECEIPT_NUMBER: {
        "en": "receipt no|receipt number|receipt|bill no|bill|bill number|slip no|slip|doc no|document no|invoice no|invoice|inv no|"
        "inv|tax invoice no|tax invoice|trans|trans no|transaction|transaction no|transaction id|transaction number|check|"
        "check no|cs no|ticket|ticket no|ref no|reference|ref|rcpt|rcpt no|trx|trx id|trn|sales receipt|cash bill no|"
        "invoice number|receipt id|order|order no|order number|chk|c n no|docket|docket no|sale no|cash sale no|cash sale|cs|"
        "credit note no|official receipt no|txn|txn no|bil no|inv number|bill id|receipt nr",
        "ms": "no resit|no bil|resit",
        "de": "belegnummer|beleg nr|bon nr|bonnummer|bon|beleg|quittung nr|quittungsnummer|rechnungsnummer|rechnung nr|rechnung|"
        "belegnr|kassenbon nr|rechnungsnr|bonnr|transaktion|re nr",
        "fr": "ticket n|ticket no|recu n|recu no|numero de ticket|facture n|n ticket|facture|numero de recu|ticket|facture no|note n",
        "nl": "bonnummer|bon nr|bonnr|kassabon nr|factuurnummer|ticket nr|bon|transactie|kassabon|ticketnummer|factuurnr|bon no",
        "es": "ticket n|recibo n|numero de ticket|factura simplificada|n ticket|recibo|factura|fra simplificada|n factura|"
        "factura simplificada n|ticket|numero de recibo|num ticket|n operacion",
        "it": "ricevuta n|scontrino n|documento n|doc n|numero ricevuta|n documento|documento|scontrino|doc|n scontrino",
        "pt": "recibo n|fatura simplificada|fatura recibo|fatura simplificada n|recibo|talao n|fatura n|documento n|fs|fr",
        "af": "kwitansienommer|kwitansie nr|strokie nr|kwitansie|faktuurnommer|faktuur nr|strokienommer|kontantstrokie nr",
    },
    Heading.OTHER_NUMBER: {
        "en": "order no|order number|purchase order|po number|p o number|po no|po|customer no|customer id|customer number|account no|"
        "account number|account|client id|client no|reference|our ref|your ref|ref|delivery note|job no|project|contract|phone|"
        "tel|fax|mobile|telephone|member|card no|table|cashier|terminal|station|pos no|counter|batch|auth code|approval code|"
        "sales order|quote|quotation|sku|item code|serial|tracking|bank account|sort code|branch code|route|till|reg|"
        "purchase order number|order ref|order reference|customer ref|customer code|customer reference|customer account|"
        "our reference|your reference|id|payment reference|mandate|delivery note no|order|shop no|store no|store|service period|"
        "invoice for|invoice to|invoice date|invoice total|invoice amount|invoice summary|invoice period|page|invoice value|"
        "invoice from|invoice details|invoice address|invoice currency|invoice terms|invoice due|invoice due date|acc no|a c no|"
        "do no|d o no|lot|room|staff|user|salesperson|sales person|hp|h p|pin|patient no|policy|policy no|member card no|billing period",
        "de": "kundennummer|kundennr|kunden nr|auftragsnummer|auftrag|auftrags nr|bestellnummer|bestellung|bestell nr|lieferscheinnummer|"
        "lieferschein|vertragsnummer|vertrag|projekt|telefon|tel|fax|mobil|kontonummer|kto nr|blz|ihr zeichen|unser zeichen|"
        "globale nummer|nummer|artikelnummer|art nr|kd nr|kdnr|referenz|referenznummer|weitere referenz|versicherungsnummer|"
        "rechnungsdatum|rechnungsbetrag|rechnungsempfänger|rechnungsadresse|rechnung an|rechnungssteller|vorgangsnummer|"
        "personalnummer|leitweg id|bestellnr|lieferantennummer|lieferanten nr|seite|kundenreferenz|bestellreferenz|lieferavis|"
        "zählernummer|debitorennummer|debitor|kassennr|kasse|bediener|terminal id|ta nr|rechnungslauf|vorausrechnung|rechnung gemass|"
        "rechnung wie vereinbart|rechnung fur|rechnung zu|rechnungszeitraum",
        "fr": "n client|code client|numero client|commande n|n commande|bon de livraison|n de client|telephone|tel|fax|reference|ref|"
        "votre reference|notre reference|bon de commande|numero de dossier|contrat|numero de commande|compte client|commande|"
        "facture du|date de facture|facture a|date facture|facture client|no client|client no|n compte|reference client|facture a l attention",
        "nl": "klantnummer|klantnr|ordernummer|order nr|bestelnummer|debiteurnummer|telefoon|tel|referentie|uw referentie|"
        "ons kenmerk|uw kenmerk|contractnummer|factuurdatum|factuuradres|factuur aan|relatienummer|offertenummer|pakbon|"
        "bestelling|klant nr|debiteurennummer|factuurbedrag|werkorder|projectnummer",
        "es": "n cliente|codigo cliente|numero de cliente|pedido|n pedido|albaran|telefono|tel|referencia|su referencia|contrato|"
        "fecha factura|fecha de factura|numero de pedido|cod cliente|no cliente|facturar a|n de cliente|factura a|pedido n|proyecto",
        "it": "codice cliente|cod cliente|ordine|numero ordine|ddt|telefono|tel|riferimento|vs riferimento|contratto|data fattura|"
        "numero cliente|ordine n|codice destinatario|n ordine|vostro ordine|cig|cup|ns riferimento|fattura del",
        "pt": "n cliente|numero de cliente|encomenda|n encomenda|guia|telefone|tel|referencia|v referencia|contrato|data da fatura|"
        "cliente n|n de cliente|requisicao|sua referencia|atcud|data fatura|numero de encomenda|codigo cliente",
        "af": "kliëntnommer|rekeningnommer|bestelnommer|bestelling|verwysing|telefoon|tel|u verwysing|ons verwysing|faktuurdatum|"
        "kliënt nr|kliënt kode|faktuur aan|bestel nr|faktuur datum|u verw|rekening nr",
    },
    Heading.DATE: {
        "en": "date|dated|on|date time|dt",
        "ms": "tarikh|tkh",
        "de": "datum|vom|den|dat",
        "fr": "date|le|du|en date du",
        "nl": "datum|d d",
        "es": "fecha|a|con fecha",
        "it": "data|del|in data|li",
        "pt": "data|de|em",
        "af": "datum",
    },
    Heading.INVOICE_DATE: {
        "en": "invoice date|date of invoice|bill date|issue date|date of issue|issued|issued on|inv date|tax invoice date|date issued|"
        "document date|doc date|invoice dated|billing date|date invoiced|invoice created|receipt date|transaction date|tax point|"
        "date of receipt|sale date|sales date|trans date|purchase date|date of purchase|invoice issue date|invoice date tax point|"
        "tax date|credit note date|date time of issue",
        "de": "rechnungsdatum|rechnung vom|belegdatum|ausstellungsdatum|rg datum|rechnungs datum|datum der rechnung|erstellt am|"
        "gutschriftsdatum|belegdat|rechnungsdat|dokumentdatum|kaufdatum|re datum|ausgestellt am|fakturadatum",
        "fr": "date de facture|date de la facture|date facture|date d emission|emise le|facture du|date de facturation|emis le|"
        "date du ticket|date emission|date d etablissement|facture le|facturee le",
        "nl": "factuurdatum|datum factuur|factuur datum|notadatum|aankoopdatum|bondatum|datum van factuur",
        "es": "fecha de factura|fecha factura|fecha de emision|fecha emision|fecha de expedicion|fecha expedicion|fecha de la factura",
        "it": "data fattura|data documento|data emissione|data di emissione|fattura del|data doc|data della fattura",
        "pt": "data da fatura|data de emissao|data fatura|data do documento|data emissao|data de emissão|emitido em|data documento",
        "af": "faktuurdatum|datum van faktuur|faktuur datum|uitreikingsdatum|datum uitgereik",
    },
    Heading.DUE_DATE: {
        "en": "due date|payment due|due|due by|pay by|payable by|payment due date|payment due by|due on|date due|pay before|"
        "invoice due date|please pay by|payable on or before|pay on or before|payment date|to be paid by|invoice due|last payment date|"
        "payment due on|final payment date|settlement date|amount due on|please pay before|payment deadline|payable before|before|"
        "on or before|total amount due on|direct debit date|payment required by|total due by|must be paid by|terms due date",
        "de": "fällig am|fälligkeit|fälligkeitsdatum|zahlbar bis|zu zahlen bis|zahlungsziel|zahlung bis|fällig|zahlungsfrist|bis zum|"
        "spätestens bis|fällig bis|zahlbar bis zum|bis spätestens|zahlungstermin|netto bis|zahlbar netto bis|zahlungsfällig|"
        "überweisen bis|bitte zahlen bis|zahlbar am|fälligkeitstermin|ohne abzug bis|fällig zum|tagen netto bis|bis",
        "fr": "échéance|date d échéance|date limite de paiement|à payer avant le|payable le|à régler avant le|date de paiement|"
        "date échéance|payable avant le|date limite|a regler avant|échéance le|à payer pour le|date de règlement|à payer le|"
        "règlement le|paiement à l échéance|payable au plus tard le|au plus tard le|paiement avant le",
        "nl": "vervaldatum|te betalen voor|uiterste betaaldatum|betalen vóór|vervaldag|betaaldatum|uiterlijk|te betalen vóór|"
        "uiterlijk op|betaling voor|betalen voor|uiterlijk te betalen op|vervalt op|te voldoen voor|betaal voor|betaling uiterlijk",
        "es": "vencimiento|fecha de vencimiento|fecha vencimiento|pagar antes de|vence|fecha límite|pagar antes del|vence el|"
        "fecha de pago|fecha límite de pago|fecha vto|vto|vencimientos|a pagar antes del",
        "it": "scadenza|data scadenza|entro il|da pagare entro|pagamento entro|data di scadenza|scadenze|scadenza pagamento|"
        "da pagare entro il|pagamento entro il|scadenza il|da saldare entro|termine di pagamento",
        "pt": "vencimento|data de vencimento|pagar até|data limite|data limite de pagamento|vence em|data vencimento|pagamento até|"
        "data de pagamento|pagar ate|vence a|pagável até",
        "af": "vervaldatum|betaalbaar voor|betaal voor|betaal teen|betaalbaar op|betaal datum|sperdatum|betaaldatum|keerdatum|"
        "betaalbaar teen|uiterste datum|uiterste betaaldatum",
    },
    Heading.OTHER_DATE: {
        "en": "order date|delivery date|date of supply|supply date|ship date|period|from|to|printed|print date|expiry|exp|card expiry|"
        "valid until|dispatch date|service date|date of birth|since|until|start|check in|check out|arrival|departure|booking date|"
        "between|period from|period to|service period|billing period|statement date|po date|shipped|posted|expiry date|mfg|"
        "open date|closed bill|entry|exit|valid till|date of delivery|delivered|effective|last payment|registered|member since|"
        "payment received|paid on|received on|due date for|valid from|delivery|ordered|discount until|if paid by|collection date|"
        "coll date|expires|best before|use by|next visit|return by|return before|in|out|order placed|discount if paid by|start date|end date",
        "de": "lieferdatum|leistungsdatum|bestelldatum|auftragsdatum|liefer und leistungsdatum|leistungszeitraum|zeitraum|vom bis|"
        "abrechnungszeitraum|druckdatum|gültig bis|skonto bis|bestellung vom|lieferung vom|auftrag vom|lieferschein vom|geburtsdatum|"
        "versanddatum|valuta|tag der lieferung|leistung vom|skonto innerhalb|bei zahlung bis|lieferscheindatum|angebot vom|von|"
        "tagen bis|skonto bei zahlung bis|abzug bis|anreise|abreise|gemäß bestellung vom|leistungs|lieferung|leistungsmonat|ab|"
        "eingang|bezahlt am|mandat vom|lastschrift am|abgebucht am|letzte ablesung|vertragsbeginn|buchungsdatum",
        "fr": "date de commande|date de livraison|période|date d expédition|livré le|commande du|date de prestation|imprimé le|"
        "valable jusqu au|période du|au|date commande|date livraison|paiement reçu le|payée le|reglee le|réglé le|payé le|livraison|"
        "date d achat|date de naissance|mis en service le|date de la vente|date de la commande|escompte avant le",
        "nl": "orderdatum|besteldatum|leverdatum|leveringsdatum|periode|printdatum|geldig tot|betaald op|verzenddatum|t m|"
        "datum levering|datum van levering|bezorgdatum|op|offertedatum|betaald|voldaan op|geboortedatum",
        "es": "fecha de pedido|fecha de entrega|periodo|fecha pedido|fecha de envío|válido hasta|fecha operación|fecha de operación|"
        "desde|hasta|fecha albarán|fecha entrega|pagado el|fecha de nacimiento|periodo de facturación|impreso el",
        "it": "data ordine|data consegna|periodo|data di consegna|dal|al|ddt del|ordine del|data ddt|valido fino al|pagato il|"
        "data stampa|data spedizione|data di nascita|decorrenza|data operazione|ora e data trasporto",
        "pt": "data de encomenda|data de entrega|período|válido até|data da encomenda|carga|descarga|data de carga|pago em|até|"
        "data de descarga|impresso em|período de faturação|data de nascimento|data do pedido|inicio do transporte",
        "af": "besteldatum|afleweringsdatum|tydperk|geldig tot|afgelewer op|bestel datum|tot|vanaf|betaal op|drukdatum",
    },
    Heading.TAX_NUMBER: {
        "en": "vat no|vat number|vat reg no|vat registration|vat registration number|vat id|gst no|gst id|gst reg no|gst reg|gst|vat|"
        "gst registration no|gst registration number|gst number|tax id|tax no|tax number|gstin|abn|tin|ein|vat reg|gst id no|"
        "gst reg number|tax reg no|tax registration number|sst no|sst id|sst reg no|service tax no|vat registration no|no id gst|"
        "gst registration|our vat no|company vat no|tax identification number|federal tax id|trn|gst identification|hst no|hst|"
        "gst hst|uen gst|gst reg no m|rc vat|gstin uin|id no gst|no gst|gst id number|vat nr|gst nr|gst registered|vat registered",
        "de": "ust idnr|ust id nr|ust id|ustid|steuernummer|steuer nr|umsatzsteuer id|umsatzsteuer identifikationsnummer|ustidnr|"
        "ust nr|mwst nr|umsatzsteuernummer|st nr|uid|uid nr|ust ident nr|umsatzsteueridentifikationsnummer|steuernr|ust idnr unsere|"
        "umsatzsteuer identnummer|ust ident|umst id nr|vat id|ust id no|mwst nummer|umsatzsteuer identifikations nr",
        "fr": "tva intracommunautaire|n tva|numero de tva|tva|no tva|n de tva|tva intra|numero tva|n tva intracommunautaire|id tva|"
        "identifiant tva|numero de tva intracommunautaire|n tva intra|tva fr|n intracommunautaire|no de tva|tva n|code tva",
        "nl": "btw nummer|btw nr|btw|btw id|btwnummer|btwnr|btw identificatienummer|btw id nr|omzetbelastingnummer",
        "es": "nif|cif|n i f|c i f|nif cif|cif nif|nif iva|nif vat|rfc|ruc|rut|n iva|iva intracomunitario",
        "it": "partita iva|p iva|p i|codice fiscale|c f|piva|cod fisc|partita iva e codice fiscale|p iva e c f|cf e p iva|p iva c f|part iva",
        "pt": "contribuinte|nif|nipc|n contribuinte|contribuinte n|numero de contribuinte|nr contribuinte|n de contribuinte|cnpj|nif n",
        "af": "btw nr|btw nommer|btw reg nr|btw registrasienommer|btw|belastingnommer|btw no|btw registrasie nr|btw registrasie",
    },
    Heading.REGISTRATION: {
        "en": "co reg no|company no|company reg no|registration no|reg no|roc|roc no|co no|company number|company registration|"
        "registered no|registration number|crn|co reg|company registration no|company registration number|acn|uen|cin|reg number|"
        "business registration no|br no|sst|ssm|co registration no|reg",
        "de": "hrb|hra|handelsregister|handelsregisternummer|registergericht|firmenbuch|fn|amtsgericht|handelsreg|registernummer",
        "fr": "siret|siren|rcs|rc|ape|naf|code naf|rcs paris|capital|n siret|numero siret|code ape|rm",
        "nl": "kvk|kvk nummer|kvk nr|handelsregister|kamer van koophandel|k v k|ondernemingsnummer|kvknummer",
        "es": "registro mercantil|reg mercantil|inscrita en|r m|tomo|folio",
        "it": "rea|n rea|registro imprese|cciaa|r e a|capitale sociale|iscr reg imp|reg imprese",
        "pt": "matricula|conservatoria|capital social|crc|cons reg com",
        "af": "reg nr|maatskappy nr|registrasienommer|maatskappy reg nr|mpy reg nr|registrasie nr|maatskappyregistrasienommer",
    },
    Heading.IBAN: {"en": "iban|iban no|iban code|iban nr"},
}
