import standfirst.funding.models.gifts
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0003_book_what_was_given'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='gift',
            name='giver',
        ),
        migrations.AlterField(
            model_name='gift',
            name='begun_at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='gift',
            name='currency',
            field=models.CharField(choices=[('USD', 'USD'), ('EUR', 'EUR'), ('GBP', 'GBP'), ('JPY', 'JPY'), ('KWD', 'KWD'), ('CHF', 'CHF'), ('SEK', 'SEK'), ('PLN', 'PLN'), ('BRL', 'BRL'), ('INR', 'INR')], max_length=3, verbose_name='currency'),
        ),
        migrations.AlterField(
            model_name='gift',
            name='reference',
            field=models.CharField(default=standfirst.funding.models.gifts.new_reference, editable=False, max_length=20, unique=True),
        ),
        migrations.AlterField(
            model_name='gift',
            name='way',
            field=models.CharField(choices=[('stripe', 'Card (Stripe)'), ('demo', 'Demonstration'), ('transfer', 'Bank transfer'), ('cash', 'Cash'), ('cheque', 'Cheque')], max_length=10, verbose_name='way'),
        ),
    ]
