
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0001_initial'),
        ('publishing', '0002_front_page'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='campaign',
            name='amounts_once',
            field=models.CharField(blank=True, default='5 15 40 100', max_length=100, verbose_name='suggested amounts, once'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='amounts_regular',
            field=models.CharField(blank=True, default='3 5 10 25', max_length=100, verbose_name='suggested amounts, monthly and yearly'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaigns', to='publishing.articlepage', verbose_name='only at this article'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='hidden_below',
            field=models.PositiveSmallIntegerField(default=0, help_text='An empty bar asks nobody to begin. 0 always shows it.', validators=[django.core.validators.MaxValueValidator(100)], verbose_name='show no bar below this per cent'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='least',
            field=models.PositiveBigIntegerField(default=100, verbose_name='smallest gift'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='most',
            field=models.PositiveBigIntegerField(default=500000, verbose_name='largest gift'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='section',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaigns', to='publishing.sectionpage', verbose_name='only in this section'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='stretch_goal',
            field=models.PositiveBigIntegerField(blank=True, help_text='Shown once the goal is reached.', null=True, verbose_name='goal beyond the goal'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='thanks',
            field=models.TextField(blank=True, verbose_name='words of thanks after a gift'),
        ),
        migrations.AddField(
            model_name='gift',
            name='article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='publishing.articlepage'),
        ),
        migrations.AddField(
            model_name='gift',
            name='begun_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='gift',
            name='cover',
            field=models.PositiveBigIntegerField(default=0, verbose_name='fee covered'),
        ),
        migrations.AddField(
            model_name='gift',
            name='currency',
            field=models.CharField(choices=[('USD', 'USD'), ('EUR', 'EUR'), ('GBP', 'GBP'), ('JPY', 'JPY'), ('KWD', 'KWD'), ('CHF', 'CHF'), ('SEK', 'SEK'), ('PLN', 'PLN'), ('BRL', 'BRL'), ('INR', 'INR')], default='USD', max_length=3, verbose_name='currency'),
        ),
        migrations.AddField(
            model_name='gift',
            name='in_honour_of',
            field=models.CharField(blank=True, max_length=200, verbose_name='in honour of'),
        ),
        migrations.AddField(
            model_name='gift',
            name='rate_over',
            field=models.PositiveBigIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='gift',
            name='rate_source',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='gift',
            name='rate_under',
            field=models.PositiveBigIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='gift',
            name='reference',
            field=models.CharField(editable=False, max_length=20, null=True),
        ),
        migrations.AddField(
            model_name='gift',
            name='show_amount',
            field=models.BooleanField(default=False, verbose_name='amount may be shown'),
        ),
        migrations.AddField(
            model_name='gift',
            name='show_name',
            field=models.BooleanField(default=False, verbose_name='name may be shown'),
        ),
        migrations.AddField(
            model_name='gift',
            name='state',
            field=models.CharField(choices=[('begun', 'Begun'), ('pending', 'On its way'), ('received', 'Received'), ('failed', 'Failed'), ('expired', 'Not completed')], default='begun', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='gift',
            name='way',
            field=models.CharField(choices=[('stripe', 'Card (Stripe)'), ('demo', 'Demonstration'), ('transfer', 'Bank transfer'), ('cash', 'Cash'), ('cheque', 'Cheque')], default='transfer', max_length=10, verbose_name='way'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('live', 'Live'), ('ended', 'Ended'), ('archived', 'Archived')], default='draft', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='gift',
            name='campaign',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gifts', to='funding.campaign', verbose_name='campaign'),
        ),
        migrations.AlterField(
            model_name='gift',
            name='giver',
            field=models.CharField(blank=True, max_length=200, verbose_name='giver'),
        ),
        migrations.AlterField(
            model_name='gift',
            name='received_on',
            field=models.DateField(blank=True, null=True, verbose_name='received on'),
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('over-refund', 'More went back than was given'), ('stranger', 'Money of no gift that we know'), ('difference', 'Our books and the provider differ'), ('fraud', 'The card’s bank warns of fraud'), ('dispute', 'A giver’s bank wants the money back'), ('message', 'A message that cannot be applied')], max_length=12)),
                ('about', models.CharField(max_length=120)),
                ('words', models.TextField()),
                ('opened_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settled_how', models.CharField(blank=True, max_length=300)),
                ('gift', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='funding.gift')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'permissions': [('refund_gift', 'Can give money back')],
            },
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('giver', models.CharField(max_length=200, verbose_name='who promised it')),
                ('percent', models.PositiveSmallIntegerField(default=100, verbose_name='per cent of each gift')),
                ('most', models.PositiveBigIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='at most')),
                ('starts_on', models.DateField(verbose_name='gifts from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='gifts until')),
                ('campaign', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='funding.campaign')),
            ],
            options={
                'verbose_name': 'matching gift',
                'verbose_name_plural': 'matching gifts',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.CharField(max_length=120, unique=True)),
                ('debit', models.CharField(choices=[('provider', 'At the payment provider'), ('bank', 'At the bank'), ('hand', 'In the cash box'), ('gifts', 'Given by readers'), ('cover', 'Fees covered by readers'), ('fees', 'Fees of the payment provider'), ('spent', 'Spent on reporting'), ('exchange', 'Changed into another currency'), ('unexplained', 'To be explained by a person')], max_length=12)),
                ('credit', models.CharField(choices=[('provider', 'At the payment provider'), ('bank', 'At the bank'), ('hand', 'In the cash box'), ('gifts', 'Given by readers'), ('cover', 'Fees covered by readers'), ('fees', 'Fees of the payment provider'), ('spent', 'Spent on reporting'), ('exchange', 'Changed into another currency'), ('unexplained', 'To be explained by a person')], max_length=12)),
                ('currency', models.CharField(choices=[('USD', 'USD'), ('EUR', 'EUR'), ('GBP', 'GBP'), ('JPY', 'JPY'), ('KWD', 'KWD'), ('CHF', 'CHF'), ('SEK', 'SEK'), ('PLN', 'PLN'), ('BRL', 'BRL'), ('INR', 'INR')], max_length=3)),
                ('minor', models.PositiveBigIntegerField()),
                ('meter', models.BigIntegerField(default=0)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('occurred_at', models.DateTimeField()),
                ('posted_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='funding.campaign')),
                ('gift', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='funding.gift')),
            ],
        ),
        migrations.CreateModel(
            name='ProviderMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=80)),
                ('payload', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True)),
                ('was_missed', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('applied_at__isnull', True)), fields=['next_at', 'id'], name='messages_to_apply')],
                'constraints': [models.UniqueConstraint(fields=('provider', 'name'), name='each_message_once')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('issued_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('void_at', models.DateTimeField(blank=True, null=True)),
                ('gift', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='receipt', to='funding.gift')),
            ],
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=10)),
                ('currency', models.CharField(choices=[('USD', 'USD'), ('EUR', 'EUR'), ('GBP', 'GBP'), ('JPY', 'JPY'), ('KWD', 'KWD'), ('CHF', 'CHF'), ('SEK', 'SEK'), ('PLN', 'PLN'), ('BRL', 'BRL'), ('INR', 'INR')], max_length=3)),
                ('ours', models.BigIntegerField()),
                ('theirs', models.BigIntegerField()),
                ('missed', models.PositiveIntegerField(default=0)),
                ('cursor', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['provider', 'currency', '-at'], name='last_reconciliation')],
            },
        ),
        migrations.CreateModel(
            name='RegularGift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('every', models.CharField(choices=[('month', 'Monthly'), ('year', 'Yearly')], max_length=5)),
                ('amount', models.PositiveBigIntegerField(validators=[django.core.validators.MinValueValidator(1)])),
                ('cover', models.PositiveBigIntegerField(default=0)),
                ('currency', models.CharField(choices=[('USD', 'USD'), ('EUR', 'EUR'), ('GBP', 'GBP'), ('JPY', 'JPY'), ('KWD', 'KWD'), ('CHF', 'CHF'), ('SEK', 'SEK'), ('PLN', 'PLN'), ('BRL', 'BRL'), ('INR', 'INR')], max_length=3)),
                ('state', models.CharField(choices=[('begun', 'Not paid yet'), ('active', 'Active'), ('late', 'Payment failed, tried again'), ('paused', 'Paused'), ('ended', 'Ended')], default='begun', max_length=10)),
                ('next_on', models.DateField(blank=True, null=True)),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='regular_gifts', to='funding.campaign')),
            ],
            options={
                'verbose_name': 'regular gift',
                'verbose_name_plural': 'regular gifts',
            },
        ),
        migrations.CreateModel(
            name='ProviderObject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=120)),
                ('gift', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='provider_objects', to='funding.gift')),
                ('regular', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='provider_objects', to='funding.regulargift')),
            ],
        ),
        migrations.AddField(
            model_name='gift',
            name='regular',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='gifts', to='funding.regulargift'),
        ),
        migrations.CreateModel(
            name='Supporter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('mail', models.EmailField(blank=True, max_length=254, verbose_name='mail')),
                ('language', models.CharField(blank=True, max_length=10)),
                ('created_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='regulargift',
            name='supporter',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='regular_gifts', to='funding.supporter'),
        ),
        migrations.AddField(
            model_name='gift',
            name='supporter',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gifts', to='funding.supporter'),
        ),
        migrations.AddIndex(
            model_name='gift',
            index=models.Index(fields=['-begun_at'], name='gift_by_time'),
        ),
        migrations.AddConstraint(
            model_name='gift',
            constraint=models.CheckConstraint(condition=models.Q(('rate_over__gt', 0), ('rate_under__gt', 0)), name='gift_rate_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('kind', 'about'), name='one_open_case'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['campaign', 'gift', 'meter'], name='meter_of_campaign'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['currency', 'debit', 'minor'], name='balance_by_debit'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['currency', 'credit', 'minor'], name='balance_by_credit'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['occurred_at', 'id'], name='movement_by_time'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(('minor__gt', 0)), name='movement_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(('debit', models.F('credit')), _negated=True), name='movement_between_two'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('year', 'number'), name='one_receipt_per_number'),
        ),
        migrations.AddConstraint(
            model_name='providerobject',
            constraint=models.UniqueConstraint(fields=('provider', 'name'), name='one_meaning_per_object'),
        ),
        migrations.AddIndex(
            model_name='supporter',
            index=models.Index(fields=['mail'], name='supporter_by_mail'),
        ),
    ]
