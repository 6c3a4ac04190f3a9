
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('discussion', '0005_usual_order'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ModerationEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('approve', 'Approved'), ('remove', 'Removed'), ('restore', 'Restored'), ('spam', 'Marked as spam'), ('pin', 'Pinned'), ('unpin', 'Unpinned'), ('pick', 'Picked'), ('unpick', 'Pick taken back'), ('close', 'Closed for replies'), ('open', 'Opened for replies'), ('close-thread', 'Discussion closed'), ('open-thread', 'Discussion opened'), ('keep-open', 'Discussion kept open')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='spam_words',
            field=models.TextField(blank=True, help_text='One to a line, looked for likewise. Who writes one is told so, and posts nothing.', verbose_name='words that are refused as spam'),
        ),
        migrations.AlterField(
            model_name='discussionsettings',
            name='held_words',
            field=models.TextField(blank=True, help_text='One to a line. Looked for in words, name, mail, website and address, in any case. Whole words are meant; * stands for any letters before or after one.', verbose_name='words that hold a comment'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('has_place', False)), fields=['thread', '-created_at', '-id'], name='unseen_by_time'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(django.db.models.functions.text.Lower('mail'), name='by_mail'),
        ),
        migrations.AddField(
            model_name='moderationentry',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='moderationentry',
            name='comment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='moderation', to='discussion.comment'),
        ),
        migrations.AddField(
            model_name='moderationentry',
            name='thread',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='moderation', to='discussion.thread'),
        ),
        migrations.AddIndex(
            model_name='moderationentry',
            index=models.Index(fields=['thread', '-at', '-id'], name='moderation_by_time'),
        ),
        migrations.AddConstraint(
            model_name='moderationentry',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['approve', 'remove', 'restore', 'spam', 'pin', 'unpin', 'pick', 'unpick', 'close', 'open', 'close-thread', 'open-thread', 'keep-open'])), name='moderation_act_known'),
        ),
    ]
