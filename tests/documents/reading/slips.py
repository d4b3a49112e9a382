"""Payslips as different programs print them, with made-up people; text laid out on a grid."""

SOUTH_AFRICAN = """
Company   : BLOUKRANS VERVOER (PTY) LTD                        PAYSLIP
Address   : 14 Voortrekker St, Upington, 8801

Emp. Code : 00231                  Pay Period : 2024/08/31          ID Number  : 8503215800082
Emp. Name : MR J P VAN ROOYEN      Pay Date   : 2024/08/30          Tax Number : 0123456789

EARNINGS                  UNITS      AMOUNT          DEDUCTIONS               AMOUNT
BASIC SALARY             195.00   12,187.50          TAX                      812.33
OVERTIME 1.5              10.00      937.50          UIF                      131.25
                                                     PENSION                  914.06
                                                     LOAN REPAYMENT           500.00
TOTAL EARNINGS                    13,125.00          TOTAL DEDUCTIONS       2,357.64
                                                     NETT PAY              10,767.36
COMPANY CONTRIBUTIONS                                YEAR TO DATE TOTALS
UIF                                  131.25          TAXABLE EARNINGS      78,750.00
PENSION                              914.06          TAX PAID               4,873.98
"""

BRITISH = """
Employee No.     Employee                     Date       National Insurance No.
27               Mrs Harriet Pemberton        31/01/2025 JK 12 34 56 D
Payments         Units     Rate     Amount    Deductions              Amount  This Year
Salary           1.00   2,916.67   2,916.67   PAYE Tax                 373.80  Total Gross Pay TD    29,166.70
                                              National Insurance       149.52  Gross for Tax TD      27,708.37
                                              Pension EE               145.83  Tax paid TD            3,738.00
                                              Total Deductions         669.15  This Period
                                                                               Total Gross Pay        2,916.67
Brightwater Dental Ltd                                                         Gross for Tax          2,770.84
Tax Code: 1257L   Tax Period: 10   Payment Method: BACS                        Net Pay                2,247.52
"""

AMERICAN = """
Earnings Statement                                           Period Beginning: 03/01/2024
Silver Lake Outfitters Inc                                   Period Ending:    03/15/2024
1200 Harbor Blvd                                             Pay Date:         03/22/2024
Duluth, MN 55802

Maria Lopez                       Employee ID: 88213
44 Birch Street
Duluth, MN 55803
Earnings            rate        hours       this period     year to date
Regular             28.1250     80.00       2,250.00        11,250.00
                    Gross Pay               $2,250.00       11,250.00
Deductions
                    Federal Income Tax      -250.00          1,250.00
                    Social Security Tax     -139.50            697.50
                    Medicare Tax            -32.63             163.13
                    401(k)                  -112.50*           562.50
                    Refund of dues          +10.00
                    Net Pay                 $1,725.37
"""

GERMAN = """
Brutto/Netto-Abrechnung                                      für April 2024            Blatt: 1
Personal-Nr.  Geburtsdatum  StKl  Faktor  Ki.Frbtr.  Konfession   Freibetrag
00017         14.03.1988    1             0,0        --
Nordlicht Maschinenbau GmbH * Hafenstr. 12 * 24103 Kiel

Frau
Svenja Petersen
Holtenauer Str. 77
24105 Kiel

Lohnart  Bezeichnung                       Einheit   Menge    Faktor   % Zuschlag              Betrag
2000     Gehalt                                                                              3.850,00
2810     VWL-Arbeitgeberanteil                                                                  26,60
                                                                       Gesamt-Brutto         3.876,60
Steuer/Sozialversicherung
                 Steuer-Brutto  Lohnsteuer  Kirchensteuer  SolZ
L                3.876,60       571,16      0,00           0,00
                                                                       Steuerrechtliche Abzüge 571,16
                 KV-Brutto   RV-Brutto   KV-Beitrag  RV-Beitrag  AV-Beitrag  PV-Beitrag
                 3.876,60    3.876,60    312,07      360,52      50,40       89,16
                                                                       SV-rechtliche Abzüge    812,15
                                                                       Netto-Verdienst       2.493,29
9000     VWL-Überweisung                                                                       -26,60
                                                                       Auszahlungsbetrag     2.466,69
"""

AUSTRALIAN = """
PAYSLIP
Wattle Grove Nurseries Pty Ltd
ABN 53 004 085 616
12 Banksia Road, Dubbo NSW 2830

Liam O'Connor                                   Pay Period: 01/07/2024 - 14/07/2024
4/18 Kurrajong Street                           Payment Date: 16/07/2024
Orange NSW 2800                                 Total Earnings: $2,884.62
                                                Net Pay: $2,262.62
EARNINGS                  RATE       HOURS      THIS PAY        YTD
Ordinary Hours            37.9555    76.00      2,884.62        2,884.62
TOTAL                                           2,884.62        2,884.62
TAX                                             THIS PAY        YTD
PAYG                                            622.00          622.00
TOTAL                                           622.00          622.00
SUPERANNUATION                                  THIS PAY        YTD
SGC - AustralianSuper                           331.73          331.73
"""

FRENCH = """
                                 BULLETIN DE PAIE
Employeur :  SARL Boulangerie Lefèvre                 Période : du 01/03/2024 au 31/03/2024
             8 rue des Lilas                          Date de paiement : 29/03/2024
             44000 Nantes                             Matricule : 0042
                                                      Madame Claire Dubois
                                                      15 rue de la Paix
                                                      44100 Nantes
Rubriques                          Base       Taux salarial   Part salarié    Part employeur
Salaire de base                  151,67          13,2000         2 002,04
SALAIRE BRUT                                                     2 002,04
Sécurité sociale plafonnée     2 002,04           6,9000           138,14            171,17
Complémentaire tranche 1       2 002,04           4,0100            80,28            120,52
CSG déductible                 1 967,00           6,8000           133,76
CSG/CRDS non déductible        1 967,00           2,9000            57,04
TOTAL DES COTISATIONS                                              409,22            291,69
NET À PAYER AVANT IMPÔT SUR LE REVENU                            1 592,82
Impôt sur le revenu prélevé à la source   1 649,86   1,5000         24,75
NET À PAYER                                                      1 568,07
"""

DUTCH = """
Loonstrook                                              Periode: april 2024
Bakkerij Van den Berg B.V.                              Datum: 25-04-2024
Dorpsstraat 9
3513 AB Utrecht                                         Personeelsnummer: 1042

De heer S. de Vries
Kerkstraat 21
3581 RA Utrecht

Omschrijving                      Uitbetaling     Inhouding      Cumulatief
Salaris                              3.100,00                     12.400,00
Reiskosten                              84,00                        336,00
Pensioenpremie                                       124,00          496,00
Loonheffing                                          488,50        1.954,00
Totaal bruto                         3.184,00
Totaal inhoudingen                                   612,50
Netto uit te betalen                 2.571,50
"""
