"""The keys that each of Stripe's objects has, as API 2026-10-28 names them; none is set to begin with.

Keys that come only where they are asked for (`expand`) are not among them.
"""

KEYS = {
    "payment_intent": """
        amount amount_capturable amount_details amount_received automatic_payment_methods
        canceled_at cancellation_reason capture_method client_secret confirmation_method created
        currency customer customer_account description excluded_payment_method_types id
        last_payment_error latest_charge livemode managed_payments metadata next_action object
        on_behalf_of payment_method payment_method_configuration_details payment_method_options
        payment_method_types processing receipt_email review setup_future_usage shipping
        statement_descriptor statement_descriptor_suffix status transfer_data transfer_group
    """,
    "charge": """
        amount amount_captured amount_refunded balance_transaction billing_details
        calculated_statement_descriptor captured created currency customer description disputed
        failure_balance_transaction failure_code failure_message fraud_details id livemode metadata
        object on_behalf_of outcome paid payment_intent payment_method payment_method_details
        receipt_email receipt_number receipt_url refunded review shipping source_transfer
        statement_descriptor statement_descriptor_suffix status transfer transfer_data
        transfer_group
    """,
    "refund": """
        amount balance_transaction charge created currency customer customer_account description
        destination_details failure_balance_transaction failure_reason id instructions_email
        metadata next_action object payment_intent payment_method pending_reason reason
        receipt_number source_transfer_reversal status transfer_reversal
    """,
    "dispute": """
        amount balance_transactions charge created currency enhanced_eligibility_types evidence
        evidence_details id intended_submission_method is_charge_refundable livemode metadata object
        payment_intent payment_method_details reason status
    """,
    "balance_transaction": """
        amount available_on balance_type created currency description exchange_rate fee fee_details
        id net object reporting_category status type
    """,
    "checkout.session": """
        adaptive_pricing after_expiration allow_promotion_codes amount_subtotal amount_total
        automatic_tax billing_address_collection branding_settings cancel_url client_reference_id
        client_secret collected_information consent consent_collection created currency
        currency_conversion custom_fields custom_text customer customer_account customer_creation
        customer_details customer_email discounts excluded_payment_method_types expires_at id
        integration_identifier invoice invoice_creation livemode locale managed_payments metadata
        mode name_collection object optional_items origin_context payment_intent payment_link
        payment_method_collection payment_method_configuration_details payment_method_options
        payment_method_types payment_status permissions phone_number_collection recovered_from
        redirect_on_completion return_url saved_payment_method_options setup_intent
        shipping_address_collection shipping_cost shipping_options status submit_type subscription
        success_url tax_id_collection total_details ui_mode url wallet_options
    """,
    "radar.early_fraud_warning": """
        actionable charge created fraud_type id livemode object payment_intent
    """,
    "payout": """
        amount arrival_date automatic balance_transaction created currency description destination
        failure_balance_transaction failure_code failure_message id livemode metadata method object
        original_payout payout_method reconciliation_status reversed_by source_type
        statement_descriptor status trace_id type
    """,
    "subscription": """
        automatic_tax billing_cycle_anchor billing_cycle_anchor_config billing_mode
        billing_schedules billing_thresholds cancel_at cancel_at_period_end canceled_at
        cancellation_details collection_method created currency customer customer_account
        days_until_due default_payment_method default_tax_rates description discounts ended_at id
        invoice_settings items latest_invoice livemode managed_payments metadata
        next_pending_invoice_item_invoice object on_behalf_of pause_collection payment_settings
        pending_invoice_item_interval pending_setup_intent pending_update start_date status
        status_details transfer_data trial_end trial_settings trial_start
    """,
    "subscription_item": """
        billed_until billing_thresholds created current_period_end current_period_start
        current_trial discounts id metadata object price quantity subscription tax_rates
    """,
    "invoice": """
        account_country account_name account_tax_ids amount_due amount_overpaid amount_paid
        amount_paid_off_stripe amount_remaining amount_shipping attempt_count attempted auto_advance
        automatic_tax automatically_finalizes_at billing_reason collection_method created currency
        custom_fields customer customer_account customer_address customer_email customer_name
        customer_phone customer_shipping customer_tax_exempt customer_tax_ids default_payment_method
        default_tax_rates description discounts due_date effective_at ending_balance footer
        from_invoice hosted_invoice_url id invoice_pdf issuer last_finalization_error
        latest_revision lines livemode metadata next_payment_attempt number object on_behalf_of
        parent payment_settings period_end period_start post_payment_credit_notes_amount
        pre_payment_credit_notes_amount receipt_number rendering shipping_cost shipping_details
        starting_balance statement_descriptor status status_details status_transitions subtotal
        subtotal_excluding_tax threshold_reason total total_discount_amounts total_excluding_tax
        total_pretax_credit_amounts total_taxes webhooks_delivered_at
    """,
    "invoice_payment": """
        amount_paid amount_requested created currency id invoice is_default livemode object payment
        status status_transitions
    """,
    "customer": """
        address balance business_name created currency customer_account delinquent description
        discount email id individual_name invoice_prefix invoice_settings livemode metadata name
        next_invoice_sequence object phone preferred_locales shipping tax_exempt
    """,
    "billing_portal.session": """
        after_expiration configuration created customer customer_account flow id livemode locale
        object on_behalf_of return_url url
    """,
    "price": """
        active billing_scheme created currency custom_unit_amount id livemode lookup_key metadata
        nickname object product recurring tax_behavior tiers_mode transform_quantity type
        unit_amount unit_amount_decimal
    """,
    "product": """
        active created default_price description id images livemode marketing_features metadata name
        object package_dimensions shippable statement_descriptor tax_code tax_details type
        unit_label updated url
    """,
    "webhook_endpoint": """
        api_version created description enabled_events id livemode metadata object status url
    """,
}
